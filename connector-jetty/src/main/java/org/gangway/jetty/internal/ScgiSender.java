package org.gangway.jetty.internal;

import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;

/** Sends a response as SCGI has it: head and content as they are. */
final class ScgiSender extends CgiSender {
    ScgiSender(ByteBufferPool pool, boolean direct) {
        super(pool, direct, 0, 0);
    }

    @Override
    void frame(ByteBuffer buffer) {
        // There are no frames: the response ends with the connection.
    }

    @Override
    ByteBuffer[] gather(ByteBuffer first) {
        ByteBuffer uncopied = content.slice();
        content.position(content.limit());
        if (first == null) {
            return new ByteBuffer[] {uncopied};
        }
        first.flip();
        return uncopied.hasRemaining() ? new ByteBuffer[] {first, uncopied} : new ByteBuffer[] {first};
    }
}
