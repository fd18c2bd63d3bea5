package org.gangway.fastcgi;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** In what pieces the bytes of a connection reach the parser. */
public enum Feed {
    /** All of them in one buffer. */
    WHOLE {
        @Override
        void feed(byte[] bytes, FastCgiParser parser) {
            parser.parse(ByteBuffer.wrap(bytes));
        }
    },
    /** One at a time. */
    BYTE_BY_BYTE {
        @Override
        void feed(byte[] bytes, FastCgiParser parser) {
            ByteBuffer one = ByteBuffer.allocate(1);
            for (byte b : bytes) {
                parser.parse(one.clear().put(b).flip());
            }
        }
    },
    /** In pieces of 1 to 40 or of 1 to 40000 bytes, the same ones each time, out of the middle of a direct buffer. */
    RANDOM_SPLITS {
        @Override
        void feed(byte[] bytes, FastCgiParser parser) {
            Random random = new Random(Arrays.hashCode(bytes));
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 2).position(1);
            buffer.put(bytes).flip().position(1);
            while (buffer.hasRemaining()) {
                int most = random.nextInt(4) == 0 ? 40_000 : 40;
                int length = Math.min(1 + random.nextInt(most), buffer.remaining());
                parser.parse(buffer.slice(buffer.position(), length));
                buffer.position(buffer.position() + length);
            }
        }
    };

    abstract void feed(byte[] bytes, FastCgiParser parser);
}
