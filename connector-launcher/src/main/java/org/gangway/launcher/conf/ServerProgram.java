package org.gangway.launcher.conf;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The program of a web server, which can be run on a directory without touching the system's own configuration. */
interface ServerProgram {
    /**
     * What it is called.
     *
     * @return the names of the program; the first that is found is used
     */
    List<String> names();

    /**
     * What brings it.
     *
     * @return words for a message
     */
    String installation();

    /**
     * Writes a whole configuration around what is printed.
     *
     * @param bench where
     * @param files what is printed
     * @throws IOException if a file can't be written
     * @throws Unfit if a part of the server isn't installed
     */
    void prepare(Bench bench, List<ConfiguredFile> files) throws IOException, Unfit;

    /**
     * The command that checks it.
     *
     * @param bench where it was prepared
     * @return what follows the program
     */
    List<String> check(Bench bench);

    /**
     * The command that serves it, in the foreground.
     *
     * @param bench where it was prepared
     * @return what follows the program
     */
    List<String> run(Bench bench);

    /**
     * What the program needs in its environment.
     *
     * @param bench where it was prepared
     * @return variables
     */
    default Map<String, String> environment(Bench bench) {
        return Map.of();
    }
}
