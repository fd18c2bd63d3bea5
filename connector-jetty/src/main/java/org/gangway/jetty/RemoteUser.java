package org.gangway.jetty;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jetty.security.IdentityService;
import org.eclipse.jetty.security.LoginService;
import org.eclipse.jetty.security.UserIdentity;
import org.eclipse.jetty.server.Request;
import org.gangway.jetty.request.GatewayMetaData;
import org.gangway.request.GatewayRequest;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.TlsFacts;
import org.gangway.request.TrustPolicy;

/**
 * The user that the web server vouches for in one request: CGI's REMOTE_USER, AJP's remote_user.
 *
 * <p>It is the basis of the authenticators of every EE level. Only the web server's own word counts; a header field
 * such as {@code Remote-User} is never looked at.
 *
 * <p>An instance is valid while its request is being handled, and as thread-safe as the {@link GatewayRequest}.
 */
public final class RemoteUser {
    /**
     * What {@code getAuthType} says of a user for whom the web server gave no AUTH_TYPE. It isn't null, because Jetty's
     * {@code HttpServletRequest.authenticate} takes a user without a type for none.
     */
    public static final String UNKNOWN_AUTH_TYPE = "REMOTE_USER";

    private final String name;
    private final GatewayRequest request;
    private final TrustPolicy policy;

    private RemoteUser(String name, GatewayRequest request, TrustPolicy policy) {
        this.name = name;
        this.request = request;
        this.policy = policy;
    }

    /**
     * Finds the user of a request.
     *
     * @param request any request
     * @return the user, or null if the request did not come through a gateway protocol, the web server named no user,
     *     or the connector's policy is to ignore it
     */
    public static RemoteUser of(Request request) {
        GatewayMetaData metaData = GatewayMetaData.of(request);
        if (metaData == null || metaData.getTrustPolicy().remoteUser() == RemoteUserPolicy.IGNORE) {
            return null;
        }
        GatewayRequest gatewayRequest = metaData.getGatewayRequest();
        String name = gatewayRequest.remoteUser();
        return name == null || name.isEmpty() ? null : new RemoteUser(name, gatewayRequest, metaData.getTrustPolicy());
    }

    /**
     * Whether the client showed the web server a certificate, and the web server said that it verified it: then the
     * certificate may log the user in. The policy for REMOTE_USER doesn't matter.
     *
     * @param request any request
     * @return whether there is such a certificate; false for a request that did not come through a gateway protocol
     */
    public static boolean hasVerifiedCertificate(Request request) {
        GatewayMetaData metaData = GatewayMetaData.of(request);
        TlsFacts tls = metaData == null ? null : metaData.getGatewayRequest().tls();
        return tls != null && tls.verified();
    }

    /**
     * The user's name, as the web server spelt it.
     *
     * @return the name, never empty
     */
    public String name() {
        return name;
    }

    /**
     * How the web server authenticated the user, as it spelt it (Apache: {@code Basic}).
     *
     * @return the AUTH_TYPE, or {@link #UNKNOWN_AUTH_TYPE} if the web server did not tell
     */
    public String authType() {
        String authType = request.authType();
        return authType == null || authType.isEmpty() ? UNKNOWN_AUTH_TYPE : authType;
    }

    /**
     * The roles that the web server gave the user in the {@linkplain TrustPolicy#rolesVariable() roles variable}. A
     * separator behind a backslash belongs to the role: so Shibboleth tells one that a value brought from those between
     * values.
     *
     * @return the roles, empty if no variable is configured or the web server did not send it
     */
    public List<String> roles() {
        String value = policy.rolesVariable() == null ? null : request.variable(policy.rolesVariable());
        if (value == null || value.isBlank()) {
            return List.of();
        }
        String separator = policy.rolesSeparator();
        if (separator.isEmpty()) {
            return List.of(value.strip());
        }
        return Pattern.compile("(?<!\\\\)" + Pattern.quote(separator))
                .splitAsStream(value)
                .map(role -> role.replace("\\" + separator, separator).strip())
                .filter(role -> !role.isEmpty())
                .toList();
    }

    /**
     * Makes Jetty's view of the user. Under {@link RemoteUserPolicy#TRUST} its roles are {@link #roles()}; under
     * {@link RemoteUserPolicy#AUTHORIZE} also those that the login service has for a user of that name. A user whom
     * the login service doesn't know stays a user, without those roles.
     *
     * @param identityService the service of the web application
     * @param loginService the service of the web application, or null if it has none
     * @return the identity
     */
    public UserIdentity identity(IdentityService identityService, LoginService loginService) {
        boolean authorize = policy.remoteUser() == RemoteUserPolicy.AUTHORIZE;
        return RemoteUserIdentity.create(name, roles(), identityService, authorize ? loginService : null);
    }

    @Override
    public String toString() {
        return name;
    }
}
