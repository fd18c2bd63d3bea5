package org.gangway.launcher.conf;

import java.io.IOException;
import java.util.List;

/** Cherokee on a directory. */
final class CherokeeProgram implements ServerProgram {
    @Override
    public List<String> names() {
        return List.of("cherokee");
    }

    @Override
    public String installation() {
        return "build it from its sources (Debian has it no more) and put its sbin into the PATH";
    }

    @Override
    public void prepare(Bench bench, List<ConfiguredFile> files) throws IOException {
        Lines lines = new Lines()
                .add("server!bind!2!interface = " + bench.site().listen().host())
                .add("server!pid_file = " + bench.file("cherokee.pid"))
                .add("vserver!1!nick = default")
                .add("vserver!1!document_root = " + bench.writable("www"))
                .add("vserver!1!error_writer!type = file")
                .add("vserver!1!error_writer!filename = " + bench.file("error.log"));
        if (bench.user() != null) {
            lines.add("server!user = " + bench.user(), "server!group = " + bench.user());
        }
        bench.write("cherokee.conf", lines + files.get(0).text());
    }

    @Override
    public List<String> check(Bench bench) {
        return List.of("-t", "-C", bench.file("cherokee.conf"));
    }

    @Override
    public List<String> run(Bench bench) {
        return List.of("-C", bench.file("cherokee.conf"));
    }
}
