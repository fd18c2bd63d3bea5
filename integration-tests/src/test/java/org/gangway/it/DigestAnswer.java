package org.gangway.it;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client answers to a challenge of the Digest scheme (RFC 7616), with the quality of protection {@code auth}. */
final class DigestAnswer {
    private DigestAnswer() {}

    static String to(String challenge, String user, String password, String method, String target) {
        String realm = parameter(challenge, "realm");
        String nonce = parameter(challenge, "nonce");
        String algorithm = parameter(challenge, "algorithm");
        String count = "00000001";
        String own = "0a4f113b";
        String secret = hash(algorithm, user + ':' + realm + ':' + password);
        String request = hash(algorithm, method + ':' + target);
        String answer = hash(algorithm, secret + ':' + nonce + ':' + count + ':' + own + ":auth:" + request);
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + target
                + "\", algorithm=" + algorithm + ", qop=auth, nc=" + count + ", cnonce=\"" + own + "\", response=\""
                + answer + '"';
    }

    private static String parameter(String challenge, String name) {
        Matcher matcher = Pattern.compile("\\b" + name + "=\"?([^\",]+)").matcher(challenge);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + challenge);
        }
        return matcher.group(1);
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
