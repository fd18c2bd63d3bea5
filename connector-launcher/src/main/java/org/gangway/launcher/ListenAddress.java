package org.gangway.launcher;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Path;

/** Where to listen. */
sealed interface ListenAddress {
    /**
     * Explains why it can't listen there.
     *
     * @param failure what the system says
     * @return the error
     */
    default UserError refused(Exception failure) {
        String message = failure.getMessage();
        return UserError.failed("cannot listen at " + this + ": " + (message == null ? failure : message), failure);
    }

    /**
     * A Unix socket.
     *
     * @param path the absolute path, at most 107 bytes long
     * @param mode the octal mode of the file
     * @param owner the owner of the file, or null for this user
     * @param group the group of the file, or null for that of this user
     * @param takeOver whether the place of a running server is taken
     */
    record UnixSocket(Path path, String mode, String owner, String group, boolean takeOver) implements ListenAddress {
        @Override
        public UserError refused(Exception failure) {
            String message = String.valueOf(failure.getMessage());
            if (message.startsWith(path + " is already in use")) {
                return UserError.failed(
                        "cannot listen at " + this + ": it is already in use by a running server; stop that, take its"
                                + " place without a gap by --take-over, or choose another path with --socket",
                        failure);
            }
            return ListenAddress.super.refused(failure);
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * A TCP address.
     *
     * @param host a name or an address of this machine
     * @param port a port, 0 for a free one
     */
    record Tcp(String host, int port) implements ListenAddress {
        @Override
        public UserError refused(Exception failure) {
            String reason = String.valueOf(failure.getMessage());
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof SocketException) {
                    reason = String.valueOf(cause.getMessage());
                }
            }
            if (reason.contains("in use")) {
                return UserError.failed(
                        this + " is in use; stop the process that listens there, or choose another --port", failure);
            }
            if (reason.contains("Permission denied")) {
                return UserError.failed(
                        "no permission to listen at " + this + "; choose a --port from 1024 on", failure);
            }
            return UserError.failed(
                    "cannot listen at " + this + " (" + reason + "); give an address of this machine with --host",
                    failure);
        }

        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
        }
    }

    /**
     * The listening socket that the process inherited as file descriptor 0.
     *
     * @param socket where it listens
     */
    record Descriptor(SocketAddress socket) implements ListenAddress {
        @Override
        public String toString() {
            return "file descriptor 0 (" + name() + ')';
        }

        private String name() {
            return socket instanceof InetSocketAddress inet && inet.getAddress() != null
                    ? new Tcp(inet.getAddress().getHostAddress(), inet.getPort()).toString()
                    : String.valueOf(socket);
        }
    }

    /**
     * The listening socket of a supervisor, at file descriptor 0 of each of its workers.
     *
     * @param socket where it listens, as the system has it
     * @param spawned whether the supervisor inherited it, too
     */
    record Shared(SocketAddress socket, boolean spawned) implements ListenAddress {
        @Override
        public String toString() {
            return "the supervisor's socket";
        }
    }
}
