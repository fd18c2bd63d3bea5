package org.gangway.jetty.ee8;

import java.io.IOException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee8.nested.Authentication;
import org.eclipse.jetty.ee8.nested.Request;
import org.eclipse.jetty.ee8.security.Authenticator;
import org.eclipse.jetty.ee8.security.ServerAuthException;
import org.eclipse.jetty.ee8.security.authentication.DeferredAuthentication;
import org.eclipse.jetty.ee8.security.authentication.LoginAuthenticator;
import org.eclipse.jetty.ee8.security.authentication.SslClientCertAuthenticator;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.gangway.jetty.RemoteUser;
import org.gangway.jetty.request.GatewayMetaData;

/**
 * CLIENT-CERT logins of a Java EE 8 web application behind a web server, which has asked for the certificate and
 * verified it: the twin of the authenticator of the same name for Jakarta EE.
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
    public void setConfiguration(AuthConfiguration configuration) {
        super.setConfiguration(configuration);
        verified.setConfiguration(configuration);
        if (own != null) {
            own.setConfiguration(configuration);
        }
    }

    @Override
    public String getAuthMethod() {
        return Authenticator.CERT_AUTH;
    }

    @Override
    public Authentication validateRequest(ServletRequest request, ServletResponse response, boolean mandatory)
            throws ServerAuthException {
        org.eclipse.jetty.server.Request coreRequest =
                Request.getBaseRequest(request).getCoreRequest();
        if (GatewayMetaData.of(coreRequest) == null && own != null) {
            return own.validateRequest(request, response, mandatory);
        }
        if (!mandatory) {
            return new DeferredAuthentication(this);
        }
        if (RemoteUser.hasVerifiedCertificate(coreRequest)) {
            return verified.validateRequest(request, response, true);
        }
        if (DeferredAuthentication.isDeferred((HttpServletResponse) response)) {
            return Authentication.UNAUTHENTICATED;
        }
        try {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_FORBIDDEN);
            return Authentication.SEND_FAILURE;
        } catch (IOException e) {
            throw new ServerAuthException(e);
        }
    }

    @Override
    public boolean secureResponse(
            ServletRequest request, ServletResponse response, boolean mandatory, Authentication.User validatedUser) {
        return true;
    }
}
