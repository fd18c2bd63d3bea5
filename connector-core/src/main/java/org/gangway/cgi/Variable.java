package org.gangway.cgi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The variables that the mapper knows by name; whatever else a web server sends is only an attribute. */
enum Variable {
    REQUEST_METHOD(OnDuplicate.REFUSE),
    REQUEST_URI(OnDuplicate.REFUSE),
    QUERY_STRING(OnDuplicate.LAST),
    SCRIPT_NAME(OnDuplicate.LAST),
    PATH_INFO(OnDuplicate.LAST),
    DOCUMENT_URI(OnDuplicate.LAST),
    SCRIPT_URL(OnDuplicate.LAST),
    REDIRECT_URL(OnDuplicate.LAST),
    CONTEXT_PREFIX(OnDuplicate.LAST),
    FORCE_SCRIPT_NAME(OnDuplicate.LAST),
    SERVER_PROTOCOL(OnDuplicate.REFUSE),
    SERVER_SOFTWARE(OnDuplicate.LAST),
    SERVER_NAME(OnDuplicate.LAST),
    SERVER_PORT(OnDuplicate.LAST),
    SERVER_ADDR(OnDuplicate.LAST),
    REMOTE_ADDR(OnDuplicate.REFUSE),
    REMOTE_PORT(OnDuplicate.LAST),
    REMOTE_USER(OnDuplicate.REFUSE),
    AUTH_TYPE(OnDuplicate.REFUSE),
    HTTPS(OnDuplicate.REFUSE),
    REQUEST_SCHEME(OnDuplicate.REFUSE),
    CONTENT_TYPE(OnDuplicate.REFUSE),
    CONTENT_LENGTH(OnDuplicate.REFUSE),
    HTTP_CONTENT_TYPE(OnDuplicate.REFUSE),
    HTTP_CONTENT_LENGTH(OnDuplicate.REFUSE),
    HTTP_TRANSFER_ENCODING(OnDuplicate.LAST),
    REDIRECT_HTTP_AUTHORIZATION(OnDuplicate.REFUSE),
    SSL_PROTOCOL(OnDuplicate.REFUSE),
    SSL_CIPHER(OnDuplicate.REFUSE),
    SSL_CIPHER_USEKEYSIZE(OnDuplicate.REFUSE),
    SSL_SESSION_ID(OnDuplicate.REFUSE),
    SSL_CLIENT_VERIFY(OnDuplicate.REFUSE),
    SSL_CLIENT_CERT(OnDuplicate.REFUSE),
    SSL_CLIENT_CERT_BASE64(OnDuplicate.REFUSE);

    /** What two variables of the same name mean (FastCGI F-29). */
    enum OnDuplicate {
        /** nginx sends both when {@code fastcgi_param} is given twice, and the last one is meant. */
        LAST,
        /**
         * Two different values that aren't empty are a 400: nobody can tell which one to trust. Otherwise the last one
         * is meant: an empty REMOTE_USER behind nginx's packaged file takes the user away.
         */
        REFUSE
    }

    private static final Variable[] TABLE = new Variable[256];

    static {
        for (Variable variable : values()) {
            byte[] name = variable.bytes;
            int slot = hash(name, 0, name.length);
            while (TABLE[slot] != null) {
                slot = (slot + 1) & (TABLE.length - 1);
            }
            TABLE[slot] = variable;
        }
    }

    final OnDuplicate onDuplicate;

    /** The name; never written to. */
    @SuppressWarnings("ImmutableEnumChecker")
    final byte[] bytes;

    Variable(OnDuplicate onDuplicate) {
        this.onDuplicate = onDuplicate;
        this.bytes = name().getBytes(StandardCharsets.US_ASCII);
    }

    /** Finds a variable by its name, or returns null. */
    static Variable find(byte[] block, int offset, int length) {
        int slot = hash(block, offset, length);
        for (Variable candidate = TABLE[slot]; candidate != null; candidate = TABLE[slot]) {
            byte[] name = candidate.bytes;
            if (Arrays.equals(block, offset, offset + length, name, 0, name.length)) {
                return candidate;
            }
            slot = (slot + 1) & (TABLE.length - 1);
        }
        return null;
    }

    private static int hash(byte[] bytes, int offset, int length) {
        int hash = length * 31 + bytes[offset];
        hash = hash * 31 + bytes[offset + length - 1];
        hash = hash * 31 + bytes[offset + length / 2];
        return (hash ^ (hash >>> 8)) & (TABLE.length - 1);
    }
}
