package org.gangway.launcher.conf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** lighttpd on a directory. */
final class LighttpdProgram implements ServerProgram {
    @Override
    public List<String> names() {
        return List.of("lighttpd");
    }

    @Override
    public String installation() {
        return "apt-get install lighttpd";
    }

    @Override
    public void prepare(Bench bench, List<ConfiguredFile> files) throws IOException {
        Path site = bench.write(files).get(0);
        Lines lines = new Lines()
                .add("server.modules = ( \"mod_access\" )")
                .add("server.document-root = \"" + bench.writable("www") + "\"")
                .add("server.bind = \"" + bench.site().listen().host() + "\"")
                .add("server.port = " + bench.site().listen().port())
                .add("server.errorlog = \"" + bench.file("error.log") + "\"")
                .add("server.upload-dirs = ( \"" + bench.writable("upload") + "\" )");
        if (bench.user() != null) {
            lines.add("server.username = \"" + bench.user() + "\"", "server.groupname = \"" + bench.user() + "\"");
        }
        lines.add("include \"" + site + "\"");
        bench.write("lighttpd.conf", lines.toString());
    }

    @Override
    public List<String> check(Bench bench) {
        return List.of("-tt", "-f", bench.file("lighttpd.conf"));
    }

    @Override
    public List<String> run(Bench bench) {
        return List.of("-D", "-f", bench.file("lighttpd.conf"));
    }
}
