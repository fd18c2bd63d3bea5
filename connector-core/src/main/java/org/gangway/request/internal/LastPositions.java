package org.gangway.request.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is remembered of each position of the request before. Web servers send the same names in the same order again
 * and again, so both the meaning of a name and a header field are mostly found here without being built anew.
 */
public final class LastPositions<T extends LastPositions.Memory> {
    /** More bytes than this aren't remembered from one request to the next. */
    private static final int MOST_RETAINED = 16 * 1024;

    /** What is remembered of one position. */
    public interface Memory {
        /** How many bytes are held on to. */
        int retained();
    }

    private final int most;
    private final Supplier<T> maker;
    private final List<T> memories = new ArrayList<>();

    /**
     * @param most more positions than this aren't remembered
     * @param maker makes an empty memory
     */
    public LastPositions(int most, Supplier<T> maker) {
        this.most = most;
        this.maker = maker;
    }

    /** What is remembered of a position: nothing where it is one too many. */
    public T at(int position) {
        if (position >= most) {
            return maker.get();
        }
        while (memories.size() <= position) {
            memories.add(maker.get());
        }
        return memories.get(position);
    }

    /** The request is over; forgets everything if it is too much to hold on to. */
    public void trim() {
        int retained = 0;
        for (int i = 0; i < memories.size(); i++) {
            retained += memories.get(i).retained();
        }
        if (retained > MOST_RETAINED) {
            memories.clear();
        }
    }
}
