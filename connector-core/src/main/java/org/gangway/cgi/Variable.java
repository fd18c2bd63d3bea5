package org.gangway.cgi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The variables that the mapper knows by name; whatever else a web server sends is only an attribute. */
enum Variable {
    REQUEST_METHOD(OnDuplicate.LAST),
    REQUEST_URI(OnDuplicate.LAST),
    QUERY_STRING(OnDuplicate.LAST),
    SCRIPT_NAME(OnDuplicate.LAST),
    PATH_INFO(OnDuplicate.LAST),
    DOCUMENT_URI(OnDuplicate.LAST),
    SCRIPT_URL(OnDuplicate.LAST),
    REDIRECT_URL(OnDuplicate.LAST),
    CONTEXT_PREFIX(OnDuplicate.LAST),
    FORCE_SCRIPT_NAME(OnDuplicate.LAST),
    SERVER_PROTOCOL(OnDuplicate.LAST),
    SERVER_SOFTWARE(OnDuplicate.LAST),
    SERVER_NAME(OnDuplicate.LAST),
    SERVER_PORT(OnDuplicate.LAST),
    SERVER_ADDR(OnDuplicate.LAST),
    REMOTE_ADDR(OnDuplicate.LAST),
    REMOTE_PORT(OnDuplicate.LAST),
    REMOTE_USER(OnDuplicate.REFUSE),
    AUTH_TYPE(OnDuplicate.LAST),
    HTTPS(OnDuplicate.LAST),
    REQUEST_SCHEME(OnDuplicate.LAST),
    CONTENT_TYPE(OnDuplicate.LAST),
    CONTENT_LENGTH(OnDuplicate.REFUSE),
    CONTENT_TRANSFER_ENCODING(OnDuplicate.LAST),
    HTTP_CONTENT_TYPE(OnDuplicate.REFUSE),
    HTTP_CONTENT_LENGTH(OnDuplicate.REFUSE),
    HTTP_TRANSFER_ENCODING(OnDuplicate.LAST),
    REDIRECT_HTTP_AUTHORIZATION(OnDuplicate.REFUSE),
    SSL_PROTOCOL(OnDuplicate.LAST),
    SSL_CIPHER(OnDuplicate.LAST),
    SSL_CIPHER_USEKEYSIZE(OnDuplicate.LAST),
    SSL_SESSION_ID(OnDuplicate.LAST),
    SSL_CLIENT_VERIFY(OnDuplicate.LAST),
    SSL_CLIENT_CERT(OnDuplicate.LAST),
    SSL_CLIENT_CERT_BASE64(OnDuplicate.LAST);

    /** What two variables of the same name mean (FastCGI F-29). Whatever comes last and is empty takes it away. */
    enum OnDuplicate {
        /** nginx sends both when {@code fastcgi_param} is given twice, and the last one is meant. */
        LAST,
        /**
         * Two different values that aren't empty are a 400: they are a client's word, decide where the request ends, or
         * name a user, of whom nobody can tell which one to trust.
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
