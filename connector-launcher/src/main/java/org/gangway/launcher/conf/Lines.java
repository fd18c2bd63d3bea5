package org.gangway.launcher.conf;

import java.util.List;

/** Text in blocks that are indented. */
final class Lines {
    private static final String INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    private int depth;

    /** Adds lines. */
    Lines add(String... lines) {
        for (String line : lines) {
            text.append(line.isEmpty() ? "" : INDENT.repeat(depth)).append(line).append('\n');
        }
        return this;
    }

    /** Adds lines under a condition. */
    Lines addIf(boolean condition, String... lines) {
        return condition ? add(lines) : this;
    }

    /** Adds lines. */
    Lines add(List<String> lines) {
        return add(lines.toArray(String[]::new));
    }

    /** Adds the head of a block; what follows is in it. */
    Lines open(String line) {
        add(line);
        depth++;
        return this;
    }

    /** Adds the end of a block. */
    Lines close(String line) {
        depth--;
        return add(line);
    }

    /** Ends a block that has no mark for it. */
    Lines close() {
        depth--;
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
