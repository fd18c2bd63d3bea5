package org.gangway.launcher.conf;

import java.util.List;

/** Writes the configuration of one web server. */
interface Configuration {
    /**
     * What the server can do.
     *
     * @return its abilities
     */
    Abilities abilities();

    /**
     * Says why the server can't do what is asked for.
     *
     * @param site what is asked for
     * @throws Unfit if it can't, with a remedy
     */
    default void check(Site site) throws Unfit {
        abilities().check(site);
    }

    /**
     * Writes the files.
     *
     * @param site what is asked for, checked
     * @return whole files, or blocks where the server has one file
     */
    List<ConfiguredFile> files(Site site);

    /**
     * How the server's program is run with these files.
     *
     * @return the program, or null if there is none to run
     */
    ServerProgram program();
}
