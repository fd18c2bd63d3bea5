package org.gangway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What came of each behaviour behind each variant. */
final class Matrix {
    /** How a test ended. */
    enum Outcome {
        PASSED("ok"),
        FAILED("FAILED"),
        SKIPPED("skipped");

        private final String cell;

        Outcome(String cell) {
            this.cell = cell;
        }

        String cell() {
            return cell;
        }
    }

    private final Function<Variant, Optional<Version>> versions;
    private final Map<Variant, Map<Behaviour, Outcome>> outcomes = new EnumMap<>(Variant.class);
    private final Set<String> reasons = new LinkedHashSet<>();

    /** A matrix without outcomes, of web servers with these versions. */
    Matrix(Function<Variant, Optional<Version>> versions) {
        this.versions = versions;
    }

    /** What a run gives in which nothing fails, with web servers of these versions; one without a version is missing. */
    static Matrix complete(Function<Variant, Optional<Version>> versions) {
        Matrix matrix = new Matrix(versions);
        for (Behaviour behaviour : Behaviour.all()) {
            for (Variant variant : Variant.values()) {
                Optional<Version> version = versions.apply(variant);
                if (behaviour.isFor(variant, version)) {
                    matrix.add(variant, behaviour, version.isPresent() ? Outcome.PASSED : Outcome.SKIPPED);
                    if (version.isEmpty()) {
                        matrix.skipped(variant.server().notInstalled());
                    }
                }
            }
        }
        return matrix;
    }

    /** The version of the variant's web server, or nothing if it is missing. */
    Optional<Version> version(Variant variant) {
        return versions.apply(variant);
    }

    void add(Variant variant, Behaviour behaviour, Outcome outcome) {
        outcomes.computeIfAbsent(variant, v -> new TreeMap<>()).put(behaviour, outcome);
    }

    /** Notes why a server's tests were skipped. */
    void skipped(String reason) {
        reasons.add(reason);
    }

    Set<Variant> variants() {
        return outcomes.keySet();
    }

    /** The outcomes behind one of the {@link #variants}. */
    Map<Behaviour, Outcome> row(Variant variant) {
        return outcomes.get(variant);
    }

    Set<String> reasons() {
        return reasons;
    }

    /** Writes the document to the file and its table to the log of the build. */
    void publish(Path file) {
        MatrixDocument document = new MatrixDocument(this);
        System.out.println("\n" + document.table());
        try {
            Files.writeString(file, document.text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
