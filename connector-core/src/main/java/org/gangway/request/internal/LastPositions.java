package org.gangway.request.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What is remembered of each position of the request before. Web servers send the same names in the same order again
 * and again, so both the meaning of a name and a header field are mostly found here without being built anew.
 */
public final class LastPositions<T> {
    /** More bytes than this aren't remembered from one request to the next. */
    private static final int MOST_RETAINED = 16 * 1024;

    private final int most;
    private final Function<Retained, T> maker;
    private final List<T> memories = new ArrayList<>();
    private Retained retained = new Retained();

    /**
     * @param most more positions than this aren't remembered
     * @param maker makes an empty memory, whose bytes are counted
     */
    public LastPositions(int most, Function<Retained, T> maker) {
        this.most = most;
        this.maker = maker;
    }

    /** What is remembered of a position: nothing where it is one too many. */
    public T at(int position) {
        if (position >= most) {
            return maker.apply(new Retained());
        }
        while (memories.size() <= position) {
            memories.add(maker.apply(retained));
        }
        return memories.get(position);
    }

    /** The request is over; forgets everything if it is too much to hold on to. */
    public void trim() {
        if (retained.bytes() > MOST_RETAINED) {
            memories.clear();
            retained = new Retained();
        }
    }
}
