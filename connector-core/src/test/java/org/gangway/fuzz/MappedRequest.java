package org.gangway.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.regex.Pattern;
import org.gangway.cgi.CgiRequest;
import org.gangway.cgi.CgiVariables;
import org.gangway.request.GatewayException;
import org.gangway.request.GatewayException.Disposition;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;

/**
 * Maps variables under every policy for the mount point, twice: with an object of its own, and with one that has seen
 * all requests before. Both must say the same, or refuse it with the same words.
 */
final class MappedRequest {
    private static final TrustPolicy TRUST = new TrustPolicy(
            RemoteUserPolicy.TRUST, Pattern.compile(".*"), List.of("AJP_", "REDIRECT_"), UTF_8, null, ";");
    private static final List<ScriptNamePolicy> POLICIES = List.of(
            ScriptNamePolicy.AUTO, ScriptNamePolicy.SERVER, ScriptNamePolicy.NONE, ScriptNamePolicy.parse("/shop"));
    private static final List<CgiRequest> USED =
            POLICIES.stream().map(MappedRequest::request).toList();

    private MappedRequest() {}

    static void check(CgiVariables variables) {
        for (int i = 0; i < POLICIES.size(); i++) {
            List<String> fresh = map(request(POLICIES.get(i)), variables);
            List<String> used = map(USED.get(i), variables);
            if (!fresh.equals(used)) {
                throw new AssertionError("a used request says " + used + "\na new one " + fresh);
            }
        }
    }

    private static List<String> map(CgiRequest request, CgiVariables variables) {
        try {
            request.map(variables);
            RequestInvariants.check(request);
            return RequestInvariants.describe(request, request.bodyLength());
        } catch (GatewayException x) {
            if (x.disposition() != Disposition.KEEP || x.status() < 400 || x.status() > 499) {
                throw new AssertionError("a mapper's refusal", x);
            }
            return List.of(x.status() + " " + x.getMessage());
        } finally {
            request.clear();
        }
    }

    private static CgiRequest request(ScriptNamePolicy policy) {
        return new CgiRequest(new RequestLimits(), TRUST, policy, HeaderPolicy.DEFAULT);
    }
}
