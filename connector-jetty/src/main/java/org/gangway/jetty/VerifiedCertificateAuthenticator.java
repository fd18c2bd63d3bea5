package org.gangway.jetty;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.security.AuthenticationState;
import org.eclipse.jetty.security.Authenticator;
import org.eclipse.jetty.security.ServerAuthException;
import org.eclipse.jetty.security.authentication.LoginAuthenticator;
import org.eclipse.jetty.security.authentication.SslClientCertAuthenticator;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.gangway.jetty.request.GatewayMetaData;

/**
 * CLIENT-CERT logins of a Jakarta EE 10 or 11 web application behind a web server, which has asked for the certificate
 * and verified it: the user is found at the login service by the certificate's subject, just as Jetty does it for its
 * own TLS, but without a look into a trust store of Jetty's. A certificate that the web server did not verify, or of
 * which it doesn't say whether it did, logs nobody in.
 *
 * <p>Requests that come through no gateway protocol go to Jetty's own authenticator, if there is one, and are refused
 * otherwise. It is thread-safe once configured.
 */
final class VerifiedCertificateAuthenticator extends LoginAuthenticator {
    private final SslClientCertAuthenticator verified = new SslClientCertAuthenticator(new SslContextFactory.Server());
    private final Authenticator own;

    /**
     * @param own the authenticator of requests over Jetty's own TLS, or null if there is none
     */
    VerifiedCertificateAuthenticator(Authenticator own) {
        this.own = own;
        verified.setValidateCerts(false);
    }

    @Override
    public void setConfiguration(Configuration configuration) {
        super.setConfiguration(configuration);
        // It keeps its service over a restart; another may have come meanwhile.
        verified.setLoginService(getLoginService());
        verified.setConfiguration(configuration);
        if (own != null) {
            own.setConfiguration(configuration);
        }
    }

    @Override
    public String getAuthenticationType() {
        return Authenticator.CERT_AUTH;
    }

    @Override
    public AuthenticationState validateRequest(Request request, Response response, Callback callback)
            throws ServerAuthException {
        GatewayMetaData metaData = GatewayMetaData.of(request);
        if (metaData == null && own != null) {
            return own.validateRequest(request, response, callback);
        }
        if (RemoteUser.hasVerifiedCertificate(request)) {
            return verified.validateRequest(request, response, callback);
        }
        return AuthenticationState.Deferred.isDeferred(response)
                ? null
                : AuthenticationState.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
    }
}
