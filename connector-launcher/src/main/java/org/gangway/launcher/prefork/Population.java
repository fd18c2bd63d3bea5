package org.gangway.launcher.prefork;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How many workers there are to be. A worker is spare while it can take a further request at once. One that is leaving or
 * stopping doesn't count: its successor may be there together with it. Without state.
 */
public final class Population {
    /**
     * A worker as it was when it last said something.
     *
     * @param number the higher, the newer
     * @param state how far its life has come
     * @param active the requests that run in it
     * @param capacity how many may run at once
     */
    public record Member(long number, WorkerState state, int active, int capacity) {
        boolean isSpare() {
            return state == WorkerState.SERVING && active < capacity;
        }

        boolean counts() {
            return state == WorkerState.STARTING || state == WorkerState.SERVING;
        }
    }

    private Population() {}

    /**
     * How many workers are missing.
     *
     * @param members the workers that there are
     * @param spares how many there may be
     * @param atOnce how many may be starting at the same time, 1 or more
     * @return how many to start now
     */
    public static int missing(List<Member> members, Spares spares, int atOnce) {
        int count = count(members);
        int starting = (int) members.stream()
                .filter(member -> member.state() == WorkerState.STARTING)
                .count();
        int wanted = Math.max(spares.fewest() - spare(members) - starting, 1 - count);
        return Math.max(0, Math.min(Math.min(wanted, spares.children() - count), atOnce - starting));
    }

    /**
     * Which worker there is too many.
     *
     * @param members the workers that there are
     * @param spares how many there may be
     * @return the one to end: the newest without a request
     */
    public static Optional<Member> excess(List<Member> members, Spares spares) {
        return spare(members) <= spares.most()
                ? Optional.empty()
                : members.stream()
                        .filter(member -> member.isSpare() && member.active() == 0)
                        .max(Comparator.comparingLong(Member::number));
    }

    /**
     * Which workers have waited for a successor, and have one.
     *
     * @param members the workers that there are
     * @return those to end
     */
    public static List<Member> succeeded(List<Member> members) {
        return spare(members) == 0
                ? List.of()
                : members.stream()
                        .filter(member -> member.state() == WorkerState.LEAVING)
                        .toList();
    }

    /**
     * Whether requests have to wait because there may be no more workers.
     *
     * @param members the workers that there are
     * @param spares how many there may be
     * @return whether all are busy and there are as many as there may be
     */
    public static boolean isExhausted(List<Member> members, Spares spares) {
        return count(members) >= spares.children()
                && members.stream().noneMatch(member -> member.state() == WorkerState.STARTING || member.isSpare());
    }

    private static int spare(List<Member> members) {
        return (int) members.stream().filter(Member::isSpare).count();
    }

    private static int count(List<Member> members) {
        return (int) members.stream().filter(Member::counts).count();
    }
}
