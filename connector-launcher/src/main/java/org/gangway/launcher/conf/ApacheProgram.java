package org.gangway.launcher.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Apache's httpd on a directory. */
final class ApacheProgram implements ServerProgram {
    private static final List<Path> USUAL = List.of(
            Path.of("/usr/lib/apache2/modules"),
            Path.of("/usr/lib64/httpd/modules"),
            Path.of("/usr/lib/httpd/modules"),
            Path.of("/usr/libexec/apache2"),
            Path.of("/usr/local/apache2/modules"));

    /** What any of the configurations needs; what isn't there is built in, or Apache will say what is missing. */
    private static final List<String> MODULES = List.of(
            "mpm_event",
            "unixd",
            "authn_core",
            "authn_file",
            "authz_core",
            "authz_user",
            "auth_basic",
            "mime",
            "alias",
            "env",
            "setenvif",
            "headers",
            "rewrite",
            "ssl",
            "socache_shmcb",
            "slotmem_shm",
            "xsendfile",
            "proxy",
            "proxy_fcgi",
            "proxy_scgi",
            "proxy_ajp",
            "proxy_http",
            "proxy_balancer",
            "lbmethod_byrequests");

    private final String own;

    /**
     * Takes what speaks to Gangway.
     *
     * @param own the name of a module that isn't Apache's, or null
     */
    ApacheProgram(String own) {
        this.own = own;
    }

    @Override
    public List<String> names() {
        return List.of("apache2", "httpd");
    }

    @Override
    public String installation() {
        return "apt-get install apache2";
    }

    @Override
    public void prepare(Bench bench, List<ConfiguredFile> files) throws IOException, Unfit {
        Lines lines = new Lines()
                .add("ServerRoot \"" + bench.directory() + "\"")
                .add("DefaultRuntimeDir \"" + bench.directory() + "\"")
                .add("PidFile \"" + bench.file("apache.pid") + "\"")
                .add("ErrorLog \"" + bench.file("error.log") + "\"")
                .add("ServerName localhost");
        if (bench.user() != null) {
            lines.add("User " + bench.user(), "Group " + bench.user());
        }
        for (String module : MODULES) {
            load(lines, bench, module);
        }
        if (own != null && !load(lines, bench, own)) {
            throw new Unfit("Apache's mod_" + own + " is not installed; "
                    + (own.equals("fastcgi")
                            ? "build it, and give --modules DIR with its mod_fastcgi.so"
                            : "apt-get install libapache2-mod-" + own));
        }
        if (files.stream().anyMatch(file -> file.text().contains("XSendFile on"))
                && !lines.toString().contains("xsendfile")) {
            throw new Unfit(
                    "Apache's mod_xsendfile is not installed; apt-get install libapache2-mod-xsendfile, or leave"
                            + " out --sendfile");
        }
        lines.addIf(Files.exists(Path.of("/etc/mime.types")), "TypesConfig /etc/mime.types")
                .add("DocumentRoot \"" + bench.writable("www") + "\"", "StartServers 1")
                .add("Listen " + bench.site().listen().text());
        own(lines, bench);
        for (Path place : bench.write(files)) {
            if (place.toString().endsWith(".fcgi")) {
                Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
            } else if (place.toString().endsWith(".properties")) {
                lines.add("JkWorkersFile \"" + place + "\"");
            } else {
                lines.add("Include \"" + place + "\"");
            }
        }
        bench.write("apache.conf", lines.toString());
    }

    private void own(Lines lines, Bench bench) throws IOException {
        if ("jk".equals(own)) {
            lines.add("JkShmFile \"" + bench.file("jk.shm") + "\"", "JkLogFile \"" + bench.file("error.log") + "\"");
        } else if ("fcgid".equals(own)) {
            lines.add("FcgidIPCDir \"" + bench.writable("fcgid") + "\"")
                    .add("FcgidProcessTableFile \"" + bench.file("fcgid_shm") + "\"")
                    .add("FcgidInitialEnv JAVA_OPTS \"-Djava.io.tmpdir=" + bench.writable("tmp") + "\"");
        } else if ("fastcgi".equals(own)) {
            lines.add("FastCgiIpcDir \"" + bench.writable("fastcgi") + "\"");
        }
    }

    private static boolean load(Lines lines, Bench bench, String module) {
        List<Path> directories = new ArrayList<>(bench.modules());
        directories.addAll(USUAL);
        Stream<Path> files = directories.stream().map(directory -> directory.resolve("mod_" + module + ".so"));
        Path file = files.filter(Files::exists).findFirst().orElse(null);
        if (file != null) {
            lines.add("LoadModule " + module + "_module \"" + file + "\"");
        }
        return file != null;
    }

    @Override
    public List<String> check(Bench bench) {
        return List.of("-t", "-d", bench.directory().toString(), "-f", bench.file("apache.conf"));
    }

    @Override
    public List<String> run(Bench bench) {
        return List.of("-DFOREGROUND", "-d", bench.directory().toString(), "-f", bench.file("apache.conf"));
    }
}
