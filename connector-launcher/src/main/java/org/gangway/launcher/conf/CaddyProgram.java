package org.gangway.launcher.conf;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Caddy on a directory. It stays the user that starts it. */
final class CaddyProgram implements ServerProgram {
    @Override
    public List<String> names() {
        return List.of("caddy");
    }

    @Override
    public String installation() {
        return "apt-get install caddy";
    }

    @Override
    public void prepare(Bench bench, List<ConfiguredFile> files) throws IOException {
        String global = new Lines()
                .open("{")
                .add("admin off", "auto_https off", "skip_install_trust")
                .close("}")
                .toString();
        bench.write("Caddyfile", global + files.get(0).text());
    }

    @Override
    public List<String> check(Bench bench) {
        return List.of("validate", "--adapter", "caddyfile", "--config", bench.file("Caddyfile"));
    }

    @Override
    public List<String> run(Bench bench) {
        return List.of("run", "--adapter", "caddyfile", "--config", bench.file("Caddyfile"));
    }

    @Override
    public Map<String, String> environment(Bench bench) {
        return Map.of(
                "HOME",
                bench.directory().toString(),
                "XDG_DATA_HOME",
                bench.file("data"),
                "XDG_CONFIG_HOME",
                bench.file("config"));
    }
}
