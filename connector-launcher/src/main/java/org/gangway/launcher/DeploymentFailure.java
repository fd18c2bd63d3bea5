package org.gangway.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.NamingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line why an application can't be deployed, and what to do. */
final class DeploymentFailure {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentFailure.class);

    /** The JDK, of reflection and of access from code. */
    private static final Pattern CLOSED_PACKAGE =
            Pattern.compile("module (\\S+) does not \"?(?:opens|exports|open|export) ([\\w.]+)");

    /** Jetty, of a servlet, filter or listener of another level. */
    private static final Pattern OF_OTHER_LEVEL = Pattern.compile("is not a (javax|jakarta)\\.(?:servlet|websocket)");

    /** Jetty, which doesn't hand on why; the class is that of the listener, filter or servlet. */
    private static final Pattern UNLOADED = Pattern.compile("Class loading error for holder (?:.*==)?([\\w.$]+)@");

    private static final Pattern API_CLASS =
            Pattern.compile("\\b(javax|jakarta)[./](?:servlet|websocket|ws[./]rs|faces)[./][\\w./$]*");

    private final Application application;
    private final List<Throwable> chain = new ArrayList<>();

    private DeploymentFailure(Application application, Throwable failure) {
        this.application = application;
        collect(failure);
    }

    /**
     * Logs the stack trace, and finds cause and remedy.
     *
     * @param application what can't be deployed
     * @param failure why
     * @return the line
     */
    static UserError of(Application application, Throwable failure) {
        LOG.error("Cannot deploy {}", application.source(), failure);
        Line line = new DeploymentFailure(application, failure).line();
        return UserError.failed(
                "cannot deploy " + application.source() + " (" + line.cause() + "); " + line.remedy()
                        + "; the log has the details",
                failure);
    }

    /**
     * Where a failure began.
     *
     * @param failure what was caught
     * @return its first cause
     */
    static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private void collect(Throwable failure) {
        if (failure != null && chain.stream().noneMatch(known -> known == failure)) {
            chain.add(failure);
            collect(failure.getCause());
            for (Throwable other : failure.getSuppressed()) {
                collect(other);
            }
        }
    }

    private Line line() {
        Line line = closedPackage()
                .or(this::otherLevel)
                .or(this::missingClass)
                .or(this::ofTheJvm)
                .or(this::missingName)
                .orElseGet(() -> new Line(
                        root(chain.get(0)).toString(),
                        "correct the application, its configuration, or what it connects to at its start"));
        boolean said = line.remedy().contains("--ee");
        return application.levelGuessed() && !said
                ? new Line(
                        line.cause(),
                        line.remedy() + "; it was taken for one of " + name(application.level())
                                + ", if that is wrong say its level with --ee")
                : line;
    }

    private Optional<Line> closedPackage() {
        for (Throwable each : chain) {
            Matcher closed = CLOSED_PACKAGE.matcher(message(each));
            if (closed.find()) {
                String option = closed.group(1) + '/' + closed.group(2);
                return Optional.of(new Line(
                        each.toString(),
                        "add --add-opens " + option + " (or write " + option + " into "
                                + OpenPackages.fileBeside(application.source()) + ")"));
            }
        }
        return Optional.empty();
    }

    private Optional<Line> otherLevel() {
        String own = application.level() == ServletLevel.EE8 ? "javax" : "jakarta";
        for (Throwable each : chain) {
            Matcher other = OF_OTHER_LEVEL.matcher(message(each));
            if (other.find()) {
                return Optional.of(
                        new Line(each.toString(), otherLevel(!other.group(1).equals("javax"))));
            }
            Matcher api = API_CLASS.matcher(message(each));
            if (isMissing(each) && api.find()) {
                boolean fits = api.group(1).equals(own);
                if (isOfTheServer(each)) {
                    return Optional.of(new Line(each.toString(), libraryOf(fits ? application.level() : null)));
                }
                if (!fits) {
                    return Optional.of(new Line(each.toString(), otherLevel(own.equals("jakarta"))));
                }
            }
            boolean changed = each instanceof NoSuchMethodError || each instanceof AbstractMethodError;
            if (changed
                    && own.equals("jakarta")
                    && API_CLASS.matcher(message(each)).find()) {
                ServletLevel level = application.level() == ServletLevel.EE11 ? ServletLevel.EE10 : ServletLevel.EE11;
                return Optional.of(new Line(each.toString(), runAt(List.of(level))));
            }
        }
        return Optional.empty();
    }

    private static String libraryOf(ServletLevel level) {
        String name = level == null ? "LEVEL" : level.environment();
        return "a jar of --lib or lib/ext needs the API of an EE level: give it as --lib " + name
                + "=JAR instead, or put it into lib/" + name + " of the installation";
    }

    private String otherLevel(boolean javax) {
        return runAt(javax ? List.of(ServletLevel.EE8) : List.of(ServletLevel.EE10, ServletLevel.EE11));
    }

    private String runAt(List<ServletLevel> levels) {
        String taken = "it was run as one of " + name(application.level()) + ", which its classes don't fit: ";
        if (!application.source().equals(application.war())) {
            return taken + "let " + application.source() + " configure "
                    + levels.get(0).contextClass() + " (--ee doesn't overrule it)";
        }
        List<String> options =
                levels.stream().map(level -> "--ee " + level.environment()).toList();
        return taken + "say its level with " + String.join(" or ", options);
    }

    private Optional<Line> missingClass() {
        for (int i = chain.size() - 1; i >= 0; i--) {
            Throwable each = chain.get(i);
            Matcher unloaded = UNLOADED.matcher(message(each));
            if (isMissing(each)) {
                return Optional.of(
                        new Line(each.toString(), whereToPut(message(each).replace('/', '.'))));
            }
            if (unloaded.find()) {
                Throwable cause = new ClassNotFoundException(unloaded.group(1));
                return Optional.of(new Line(cause.toString(), whereToPut(unloaded.group(1))));
            }
        }
        return Optional.empty();
    }

    private static String whereToPut(String name) {
        if (name.startsWith("org.apache.catalina.") || name.startsWith("org.apache.tomcat.")) {
            return "the class is Tomcat's own, which isn't here: leave out the part of the application that needs it";
        }
        return "put the jar with that class into WEB-INF/lib of the WAR, or give it with --lib";
    }

    private Optional<Line> ofTheJvm() {
        for (Throwable each : chain) {
            if (each instanceof UnsupportedClassVersionError) {
                return Optional.of(new Line(
                        each.toString(),
                        "run Gangway with a newer Java (JAVA_HOME); this is "
                                + Runtime.version().feature()));
            }
            if (each instanceof OutOfMemoryError) {
                return Optional.of(new Line(each.toString(), "give more memory, such as GANGWAY_OPTS=-Xmx2g"));
            }
        }
        return Optional.empty();
    }

    private Optional<Line> missingName() {
        for (Throwable each : chain) {
            if (each instanceof NamingException) {
                return Optional.of(new Line(
                        each.toString(),
                        "define that JNDI name in a context XML beside the WAR ("
                                + OpenPackages.sibling(application.source(), ".xml") + ")"));
            }
        }
        return Optional.empty();
    }

    private static boolean isMissing(Throwable failure) {
        // The error that follows a failed initializer names no class that could be found.
        return failure instanceof ClassNotFoundException
                || (failure instanceof NoClassDefFoundError && !message(failure).startsWith("Could not initialize"));
    }

    /** Whether a class on the class path of the server needed it; the class loader of a WAR asks others before that. */
    private static boolean isOfTheServer(Throwable failure) {
        boolean server = false;
        for (StackTraceElement frame : root(failure).getStackTrace()) {
            if (frame.getMethodName().startsWith("defineClass")) {
                return server;
            }
            if (frame.getClassName().contains("WebAppClassLoader")) {
                return false;
            }
            server |= frame.getClassName().equals("jdk.internal.loader.BuiltinClassLoader");
        }
        return server;
    }

    private static String message(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    private static String name(ServletLevel level) {
        return switch (level) {
            case EE8 -> "Java EE 8 (javax)";
            case EE10 -> "Jakarta EE 10";
            case EE11 -> "Jakarta EE 11";
        };
    }

    private record Line(String cause, String remedy) {}
}
