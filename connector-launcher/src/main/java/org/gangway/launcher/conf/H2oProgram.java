package org.gangway.launcher.conf;

import java.io.IOException;
import java.util.List;

/** h2o on a directory. */
final class H2oProgram implements ServerProgram {
    @Override
    public List<String> names() {
        return List.of("h2o");
    }

    @Override
    public String installation() {
        return "apt-get install h2o";
    }

    @Override
    public void prepare(Bench bench, List<ConfiguredFile> files) throws IOException {
        Lines lines = new Lines().add("error-log: " + bench.file("error.log"), "num-threads: 1");
        if (bench.user() != null) {
            lines.add("user: " + bench.user());
        }
        bench.write("h2o.conf", lines + files.get(0).text());
    }

    @Override
    public List<String> check(Bench bench) {
        return List.of("-t", "-c", bench.file("h2o.conf"));
    }

    @Override
    public List<String> run(Bench bench) {
        return List.of("-c", bench.file("h2o.conf"));
    }
}
