package org.gangway.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The generation of the servlet API that a WAR was written for. */
public enum ServletLevel {
    /** Java EE 8 and older: {@code javax.servlet} up to 4.0. */
    EE8,
    /** Jakarta EE 9 and 10: Servlet 5.0 and 6.0. */
    EE10,
    /** Jakarta EE 11: Servlet 6.1. */
    EE11;

    /**
     * The name of Jetty's environment for this level, and of its directory below {@code lib}.
     *
     * @return the name, {@code ee11} for example
     */
    public String environment() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Jetty's class for a web application of this level.
     *
     * @return the class name; the class is in the environment
     */
    String contextClass() {
        return "org.eclipse.jetty." + environment() + ".webapp.WebAppContext";
    }

    /**
     * The jars of the level in which annotations, web fragments and tag libraries are looked for, as jetty-home has it.
     *
     * @param tagLibraries whether JSTL is one of them
     * @param initializers whether initializers may ask what extends or implements a class of the servlet API, for which
     *     it must be one of them
     * @return a regular expression for their URIs, which may match none
     */
    String containerJars(boolean tagLibraries, boolean initializers) {
        List<String> jars = new ArrayList<>();
        if (initializers) {
            jars.add(".*/" + (this == EE8 ? "jetty-servlet-api" : "jakarta\\.servlet-api") + "-[^/]*\\.jar$");
        }
        if (tagLibraries) {
            jars.add(".*jsp\\.jstl-[^/]*\\.jar$");
        }
        // Without an expression Jetty would look into all.
        return jars.isEmpty() ? "(?!)" : String.join("|", jars);
    }

    /**
     * The name by which initializers are found.
     *
     * @return the path of a resource
     */
    String initializerService() {
        return "META-INF/services/" + (this == EE8 ? "javax" : "jakarta") + ".servlet.ServletContainerInitializer";
    }

    /**
     * Reads the value of {@code --ee}.
     *
     * @param text what was given
     * @return the level, or null for {@code auto}
     * @throws UserError if it is neither
     */
    static ServletLevel parse(String text) throws UserError {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> null;
            case "ee8" -> EE8;
            case "ee10" -> EE10;
            case "ee11" -> EE11;
            default ->
                throw UserError.usage("--ee " + text + " is not known; use auto, ee8, ee10 (also for EE 9) or ee11");
        };
    }
}
