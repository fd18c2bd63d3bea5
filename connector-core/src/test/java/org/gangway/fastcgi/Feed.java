package org.gangway.fastcgi;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/** In what pieces the bytes of a connection reach the parser. */
public enum Feed {
    /** All of them in one buffer. */
    WHOLE {
        @Override
        public void feed(byte[] bytes, Consumer<ByteBuffer> parser) {
            parser.accept(ByteBuffer.wrap(bytes));
        }
    },
    /** One at a time. */
    BYTE_BY_BYTE {
        @Override
        public void feed(byte[] bytes, Consumer<ByteBuffer> parser) {
            ByteBuffer one = ByteBuffer.allocate(1);
            for (byte b : bytes) {
                parser.accept(one.clear().put(b).flip());
            }
        }
    },
    /** In pieces of 1 to 40 or of 1 to 40000 bytes, the same ones each time, out of the middle of a direct buffer. */
    RANDOM_SPLITS {
        @Override
        public void feed(byte[] bytes, Consumer<ByteBuffer> parser) {
            Random random = new Random(Arrays.hashCode(bytes));
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 2).position(1);
            buffer.put(bytes).flip().position(1);
            while (buffer.hasRemaining()) {
                int most = random.nextInt(4) == 0 ? 40_000 : 40;
                int length = Math.min(1 + random.nextInt(most), buffer.remaining());
                parser.accept(buffer.slice(buffer.position(), length));
                buffer.position(buffer.position() + length);
            }
        }
    };

    public abstract void feed(byte[] bytes, Consumer<ByteBuffer> parser);
}
