package org.gangway.launcher.conf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The web servers whose configuration can be written. */
public final class WebServers {
    private static final Map<String, Configuration> ALL = new LinkedHashMap<>();

    static {
        for (Configuration configuration : List.of(
                new ApacheProxyConfiguration(),
                new ModFcgidConfiguration(),
                new ModFastcgiConfiguration(),
                new ModJkConfiguration(),
                new LighttpdConfiguration(),
                new NginxConfiguration(),
                new CaddyConfiguration(),
                new HaproxyConfiguration(),
                new H2oConfiguration(),
                new CherokeeConfiguration(),
                new SystemdConfiguration())) {
            ALL.put(configuration.abilities().name(), configuration);
        }
    }

    private WebServers() {}

    /**
     * The names.
     *
     * @return the words for {@code gangway conf}, in the order of its help
     */
    public static Set<String> names() {
        return ALL.keySet();
    }

    /**
     * The protocol of a web server where none is asked for.
     *
     * @param name one of the names
     * @return the one that it does best
     */
    public static Wire best(String name) {
        return ALL.get(name).abilities().wires().get(0);
    }

    /**
     * Whether a web server starts Gangway itself, and needs no address.
     *
     * @param name one of the names
     * @return whether it does
     */
    public static boolean starts(String name) {
        return ALL.get(name).abilities().starts();
    }

    /**
     * Writes a configuration.
     *
     * @param name one of the names
     * @param site what it is for
     * @return the text of all files, in the order in which they are to be saved
     * @throws Unfit if the web server can't do that, with a remedy
     */
    public static String print(String name, Site site) throws Unfit {
        Configuration configuration = checked(name, site);
        return configuration.files(site).stream().map(ConfiguredFile::text).collect(Collectors.joining("\n"));
    }

    /** What writes it, when it can do what is asked for. */
    static Configuration checked(String name, Site site) throws Unfit {
        Configuration configuration = ALL.get(name);
        configuration.check(site);
        return configuration;
    }
}
