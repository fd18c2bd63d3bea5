package org.gangway.launcher;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.gangway.launcher.process.JvmCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVMs that make an archive of classes and try it, for a JVM with the given options.
 *
 * @param java the program
 * @param feature the version of Java, like 17
 * @param options those of the JVM that the archive is for
 * @param classPath its class path, with the jars of the level
 */
record ArchiveJvm(Path java, int feature, List<String> options, String classPath) {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveJvm.class);

    /** In place of a level, where several share a server. */
    static final String NO_LEVEL = "none";

    /** JEP 483. */
    private static final int LINKS = 24;

    /**
     * What changes classes while they are loaded, or looks for others, and what must not be started twice. JMX from
     * outside, for which the JVM has a module more, is both.
     */
    private static final Pattern UNLINKED = Pattern.compile(
            "-(javaagent|agent|X?debug|Xrun|-patch-module|-upgrade-module-path|-limit-modules|-module-path"
                    + "|Dcom\\.sun\\.management|XX:(\\+ManagementServer|StartFlightRecording|FlightRecorder|[-+]?AOT)).*");

    private static final String OOPS = "UseCompressedOops";

    /** How objects look in memory must agree. */
    private static final String OBJECTS = "-XX:([-+]Use(Compressed|CompactObject)|ObjectAlignment).*";

    private static final String MODULES = "--.*";
    private static final String SETTINGS =
            "-D(gangway\\.home|org\\.eclipse\\.jetty\\.util\\.referencesPerCacheLine)=.*";
    private static final String MEMORY = "-Xm[sxn].*|-XX:([-+]Use.*|.*(Heap|RAM).*)";

    /**
     * Whether classes can be linked in the archive, which spares a start that work. A JVM whose modules, collector or
     * heap are others than the archive's can't map it at all then, so it must be {@linkplain #attempt tried}.
     */
    boolean canLink() {
        return feature >= LINKS
                && options.stream().noneMatch(option -> UNLINKED.matcher(option).matches());
    }

    /**
     * Makes an archive.
     *
     * @param classes the list of what is to be in it
     * @param made the archive
     * @param linked whether its classes are linked
     */
    List<String> dump(Path classes, Path made, boolean linked) {
        List<String> command = start(linked ? OBJECTS + '|' + MODULES : OBJECTS);
        if (linked) {
            command.add("-XX:+AOTClassLinking");
        }
        // Only this collector writes objects into an archive; all read them.
        command.addAll(List.of(
                "-XX:+UseG1GC",
                "-Xmx512m",
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + made,
                "-cp",
                classPath));
        return command;
    }

    /**
     * Starts a server that writes down what it links, for the list of a linked archive. It has all of its files in the
     * directory of the training, and ends by itself if this process is killed.
     *
     * @param training its files
     * @param level its level, or {@code none} for one that several levels have
     */
    List<String> train(TrainingRun training, String level) {
        List<String> command = start(String.join("|", OBJECTS, MODULES, MEMORY, SETTINGS));
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + training.directory(),
                "-XX:DumpLoadedClassList=" + training.classes(),
                "-cp",
                classPath,
                JvmCommand.MAIN,
                "run",
                training.war().toString(),
                "--socket=" + training.socket(),
                "--exit-when-idle=" + TrainingRun.TO_ANSWER.toSeconds() + "s"));
        if (!level.equals(NO_LEVEL)) {
            command.add("--ee=" + level);
        }
        return command;
    }

    /**
     * Ends with status 0 if the JVM can map the archive.
     *
     * @param made the archive
     */
    List<String> attempt(Path made) {
        List<String> command = start(String.join("|", OBJECTS, MODULES, MEMORY));
        command.addAll(List.of("-Xshare:on", "-XX:SharedArchiveFile=" + made, "-cp", classPath, "-version"));
        return command;
    }

    private List<String> start(String kept) {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19", java.toString()));
        options.stream().filter(option -> option.matches(kept)).forEach(command::add);
        return command;
    }

    /**
     * For this JVM.
     *
     * @param options its own
     * @param level the directory with the jars of the level, which may be on its class path already, or null
     */
    static ArchiveJvm ofThisJvm(List<String> options, Path level) {
        String classPath = System.getProperty("java.class.path");
        boolean there = level == null || classPath.contains(level + File.separator);
        return new ArchiveJvm(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Runtime.version().feature(),
                withSizeOfReferences(options),
                there ? classPath : classPath + File.pathSeparator + level + File.separator + '*');
    }

    /** A collector or a heap of 32 GB can have chosen it, where no option says so. */
    private static List<String> withSizeOfReferences(List<String> options) {
        List<String> all = new ArrayList<>(options);
        try {
            boolean compressed = Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption(OOPS)
                    .getValue());
            all.add("-XX:" + (compressed ? '+' : '-') + OOPS);
        } catch (IllegalArgumentException | LinkageError e) {
            LOG.debug("A JVM without this option, or without the module to look at it", e);
        }
        return all;
    }
}
