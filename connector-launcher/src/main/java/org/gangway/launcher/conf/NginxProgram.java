package org.gangway.launcher.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx on a directory. */
final class NginxProgram implements ServerProgram {
    private static final List<String> PARAMETERS = List.of("fastcgi_params", "scgi_params");

    @Override
    public List<String> names() {
        return List.of("nginx");
    }

    @Override
    public String installation() {
        return "apt-get install nginx";
    }

    @Override
    public void prepare(Bench bench, List<ConfiguredFile> files) throws IOException {
        for (String name : PARAMETERS) {
            Path packaged = Path.of("/etc/nginx", name);
            if (Files.isReadable(packaged)) {
                Files.copy(packaged, bench.directory().resolve(name));
            }
        }
        Path site = bench.write(files).get(0);
        Lines lines = new Lines().add("daemon off;");
        if (bench.user() != null) {
            lines.add("user " + bench.user() + ";");
        }
        lines.add("worker_processes 1;", "pid " + bench.file("nginx.pid") + ";")
                .add("error_log " + bench.file("error.log") + " info;", "events { worker_connections 64; }")
                .open("http {")
                .add("access_log off;");
        for (String kind : List.of("client_body", "fastcgi", "proxy", "scgi", "uwsgi")) {
            lines.add(kind + "_temp_path " + bench.file(kind) + ";");
        }
        lines.add("include " + site + ";").close("}");
        bench.write("nginx.conf", lines.toString());
    }

    @Override
    public List<String> check(Bench bench) {
        return words(bench, "-t");
    }

    @Override
    public List<String> run(Bench bench) {
        return words(bench, "-q");
    }

    private static List<String> words(Bench bench, String option) {
        return List.of(
                option,
                "-p",
                bench.directory().toString(),
                "-e",
                bench.file("error.log"),
                "-c",
                bench.file("nginx.conf"));
    }
}
