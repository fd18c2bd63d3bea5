package org.gangway.launcher.conf;

import java.nio.file.Path;
import java.util.List;

/**
 * What a configuration is for: the options, checked.
 *
 * @param id a word for names of files, sockets and upstreams
 * @param name the host that clients ask for, or null for every one
 * @param listen where the web server listens, or null for the usual ports everywhere
 * @param mount the path of the application as the client sees it: empty for the root, or like {@code /shop}
 * @param wire what the web server speaks to Gangway
 * @param members the processes of Gangway; none where the web server starts it
 * @param tls the certificate for https, or null for http
 * @param users whom the web server lets in, or null if it asks nobody
 * @param statics files that the web server sends itself
 * @param sendfile the directory of the WAR whose files the web server sends for the application, or null
 * @param webSocket whether WebSocket is tunnelled
 * @param secret AJP's secret, or null
 * @param start how Gangway is started
 */
public record Site(
        String id,
        String name,
        Listen listen,
        String mount,
        Wire wire,
        List<Member> members,
        Certificate tls,
        Users users,
        List<StaticFiles> statics,
        Path sendfile,
        boolean webSocket,
        String secret,
        Start start) {
    /** The mount point with a slash at its end. */
    String prefix() {
        return mount + '/';
    }

    boolean atRoot() {
        return mount.isEmpty();
    }

    boolean balanced() {
        return members.size() > 1;
    }

    /** The id as part of a variable's name. */
    String variable() {
        return id.replace('-', '_');
    }

    /** Where the users' part begins, without a slash at its end but for the root. */
    String usersPath() {
        return users.path().isEmpty() ? "/" : users.path();
    }

    /** Whether all that Gangway answers is for the users. */
    boolean usersOnly() {
        return users != null && (users.path().isEmpty() || users.path().equals(mount));
    }

    /** Host or hosts of clients, for a comment. */
    boolean forEveryName() {
        return name == null;
    }

    /** The port of the web server. */
    int port() {
        return listen != null ? listen.port() : tls == null ? 80 : 443;
    }

    /** Whether the text is for a trial, and not for the administrator. */
    boolean isTrial() {
        return listen != null && listen.host() != null;
    }

    /**
     * The same for a process of Gangway.
     *
     * @param member where it listens
     * @return the site with this one
     */
    public Site behind(Member member) {
        return on(listen, List.of(member), tls, users, start);
    }

    /** The same for a trial. */
    Site on(Listen trial, List<Member> processes, Certificate certificate, Users account, Start place) {
        return new Site(
                id,
                name,
                trial,
                mount,
                wire,
                processes,
                certificate,
                account,
                statics,
                sendfile,
                webSocket,
                secret,
                place);
    }
}
