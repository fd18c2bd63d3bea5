package org.gangway.ajp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gangway.ajp.AllowedRequestAttributes.Verdict;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.internal.Charsets;
import org.gangway.request.internal.Escaped;
import org.gangway.request.internal.LastPositions;
import org.gangway.request.internal.Numbers;

/** The request attributes (req_attribute) of one request. Of two with the same name the last counts. */
final class AjpAttributes {
    /** More positions than this aren't remembered. */
    private static final int MOST_POSITIONS = 64;

    private final AllowedRequestAttributes allowed;
    private final Charset charset;
    private final LastPositions<LastAttribute> last = new LastPositions<>(MOST_POSITIONS, LastAttribute::new);
    /** Where the known attributes are, or -1. */
    private final int[] known = new int[KnownAttribute.values().length];

    private ForwardRequest request;
    private Map<String, String> passed;

    AjpAttributes(AllowedRequestAttributes allowed, Charset charset) {
        this.allowed = allowed;
        this.charset = charset;
    }

    @SuppressWarnings("EnumOrdinal") // an EnumMap would box on every request
    void map(ForwardRequest forwardRequest) {
        request = forwardRequest;
        passed = null;
        Arrays.fill(known, -1);
        for (int i = 0; i < request.requestAttributeCount(); i++) {
            LastAttribute attribute = classified(i);
            if (attribute.known() != null) {
                known[attribute.known().ordinal()] = i;
            } else if (attribute.verdict() == Verdict.DROP && allowed.isRefused(attribute.name())) {
                throw new GatewayException(
                        403,
                        "request attribute " + Escaped.text(attribute.name())
                                + " is not allowed; have allowedRequestAttributesPattern match its whole name",
                        Disposition.CLOSE_AFTER_RESPONSE);
            }
        }
    }

    void clear() {
        request = null;
        passed = null;
        last.trim();
    }

    /** The position of an attribute, or -1. */
    @SuppressWarnings("EnumOrdinal") // see map
    int at(KnownAttribute attribute) {
        return known[attribute.ordinal()];
    }

    /** The value of an attribute as ISO-8859-1, or null if it is absent or empty. */
    String text(KnownAttribute attribute) {
        int i = at(attribute);
        return i < 0 || request.attributeValueLength(i) == 0
                ? null
                : new String(
                        request.block(), request.attributeValueOffset(i), request.attributeValueLength(i), ISO_8859_1);
    }

    /** The value of an attribute as a number from 0 to 65535, or 0. */
    int number(KnownAttribute attribute) {
        int i = at(attribute);
        return i < 0
                ? 0
                : Math.max(
                        0,
                        Numbers.port(
                                request.block(), request.attributeValueOffset(i), request.attributeValueLength(i)));
    }

    /** The value of any attribute by name, or null. */
    String value(String name) {
        byte[] bytes = name.getBytes(ISO_8859_1);
        for (int i = request.requestAttributeCount() - 1; i >= 0; i--) {
            int offset = request.attributeNameOffset(i);
            if (Arrays.equals(
                    request.block(), offset, offset + request.attributeNameLength(i), bytes, 0, bytes.length)) {
                return value(i);
            }
        }
        return null;
    }

    /** Those that become attributes of the request. */
    Map<String, String> passed() {
        if (passed == null) {
            Map<String, String> all = Map.of();
            for (int i = 0; i < request.requestAttributeCount(); i++) {
                LastAttribute attribute = classified(i);
                if (attribute.verdict() == Verdict.PASS) {
                    all = all.isEmpty() ? new LinkedHashMap<>() : all;
                    all.put(attribute.name(), value(i));
                }
            }
            passed = all;
        }
        return passed;
    }

    private String value(int i) {
        return Charsets.decode(
                request.block(), request.attributeValueOffset(i), request.attributeValueLength(i), charset);
    }

    private LastAttribute classified(int i) {
        LastAttribute attribute = last.at(i);
        attribute.classify(request.block(), request.attributeNameOffset(i), request.attributeNameLength(i), allowed);
        return attribute;
    }
}
