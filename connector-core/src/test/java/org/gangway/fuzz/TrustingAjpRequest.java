package org.gangway.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.regex.Pattern;
import org.gangway.ajp.AjpRequest;
import org.gangway.ajp.AjpSecret;
import org.gangway.ajp.AllowedRequestAttributes;
import org.gangway.ajp.AllowedRequestAttributes.OtherAttributes;
import org.gangway.ajp.BodyPackets;
import org.gangway.request.HeaderPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.RequestLimits;
import org.gangway.request.ScriptNamePolicy;
import org.gangway.request.TrustPolicy;

/** Makes AJP requests that trust the web server's users and all its attributes. */
final class TrustingAjpRequest {
    private static final TrustPolicy TRUST =
            new TrustPolicy(RemoteUserPolicy.TRUST, Pattern.compile(".*"), List.of(), UTF_8, null, ";");

    private TrustingAjpRequest() {}

    static AjpRequest of(ScriptNamePolicy policy, OtherAttributes others) {
        return new AjpRequest(
                new RequestLimits(),
                TRUST,
                policy,
                HeaderPolicy.DEFAULT,
                AjpSecret.NONE,
                new AllowedRequestAttributes(TRUST, others),
                BodyPackets.AUTO);
    }
}
