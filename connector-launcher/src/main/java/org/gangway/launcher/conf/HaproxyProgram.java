package org.gangway.launcher.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HAProxy on a directory. */
final class HaproxyProgram implements ServerProgram {
    @Override
    public List<String> names() {
        return List.of("haproxy");
    }

    @Override
    public String installation() {
        return "apt-get install haproxy";
    }

    @Override
    public void prepare(Bench bench, List<ConfiguredFile> files) throws IOException {
        Certificate tls = bench.site().tls();
        if (tls != null) {
            Path pem = Path.of(HaproxyConfiguration.pem(bench.site()));
            bench.write(
                    pem.getFileName().toString(), Files.readString(tls.certificate()) + Files.readString(tls.key()));
        }
        Lines lines = new Lines().open("global").add("log stderr format raw local0");
        if (bench.user() != null) {
            lines.add("user " + bench.user(), "group " + bench.user());
        }
        lines.close()
                .open("defaults")
                .add("mode http", "log global")
                .add("timeout connect 5s", "timeout client 50s", "timeout server 50s")
                .close();
        bench.write("haproxy-whole.cfg", lines + files.get(0).text());
    }

    @Override
    public List<String> check(Bench bench) {
        return List.of("-c", "-q", "-f", bench.file("haproxy-whole.cfg"));
    }

    @Override
    public List<String> run(Bench bench) {
        return List.of("-db", "-f", bench.file("haproxy-whole.cfg"));
    }
}
