package org.gangway.ajp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/** In what pieces the bytes of a connection arrive. */
public enum AjpFeed {
    /** All of them in one buffer. */
    WHOLE {
        @Override
        void feed(byte[] bytes, Consumer<ByteBuffer> input) {
            input.accept(ByteBuffer.wrap(bytes));
        }
    },
    /** One at a time. */
    BYTE_BY_BYTE {
        @Override
        void feed(byte[] bytes, Consumer<ByteBuffer> input) {
            for (byte b : bytes) {
                input.accept(ByteBuffer.wrap(new byte[] {b}));
            }
        }
    },
    /** In pieces of 1 to 40 or of 1 to 40000 bytes, the same ones each time, out of the middle of a direct buffer. */
    RANDOM_SPLITS {
        @Override
        void feed(byte[] bytes, Consumer<ByteBuffer> input) {
            Random random = new Random(Arrays.hashCode(bytes));
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 2).position(1);
            buffer.put(bytes).flip().position(1);
            while (buffer.hasRemaining()) {
                int most = random.nextInt(4) == 0 ? 40_000 : 40;
                int length = Math.min(1 + random.nextInt(most), buffer.remaining());
                input.accept(buffer.slice(buffer.position(), length));
                buffer.position(buffer.position() + length);
            }
        }
    };

    abstract void feed(byte[] bytes, Consumer<ByteBuffer> input);
}
