package org.gangway.launcher;

import java.util.Collection;
import java.util.Locale;

/** What somebody meant who mistyped a word. */
final class Nearest {
    private static final int MOST_CHANGES = 2;

    private Nearest() {}

    /**
     * Finds the word that differs least.
     *
     * @param word what was typed
     * @param known what there is
     * @return a question to put behind a message, or nothing if no word is near
     */
    static String question(String word, Collection<String> known) {
        String nearest = null;
        int least = Math.min(MOST_CHANGES, word.length() / 2) + 1;
        for (String candidate : known) {
            int changes = changes(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (changes < least) {
                least = changes;
                nearest = candidate;
            }
        }
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    /** Letters to add, to leave out, to replace, or to exchange with their neighbour. */
    private static int changes(String from, String to) {
        int[][] changes = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    changes[i][j] = i + j;
                    continue;
                }
                int replaced = changes[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                changes[i][j] = Math.min(replaced, Math.min(changes[i - 1][j], changes[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    changes[i][j] = Math.min(changes[i][j], changes[i - 2][j - 2] + 1);
                }
            }
        }
        return changes[from.length()][to.length()];
    }
}
