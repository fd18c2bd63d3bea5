package org.gangway.request.internal;

/** Names of cipher suites, as OpenSSL or the IANA spells them. */
public final class CipherSuite {
    private CipherSuite() {}

    /** The bits of the key, told from the name, for web servers that say no more; 0 if it doesn't tell. */
    public static int keySize(String cipherSuite) {
        if (cipherSuite == null) {
            return 0;
        }
        String name = cipherSuite.replace("_", "").replace("-", "");
        if (name.contains("AES256")
                || name.contains("CHACHA20")
                || name.contains("CAMELLIA256")
                || name.contains("ARIA256")) {
            return 256;
        }
        boolean is128 = name.contains("AES128") || name.contains("CAMELLIA128") || name.contains("ARIA128");
        return is128 ? 128 : 0;
    }
}
