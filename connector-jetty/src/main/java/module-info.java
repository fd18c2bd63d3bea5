/** The bridge from the gateway protocols to Jetty. */
module org.gangway.jetty {
    requires transitive org.gangway.core;
    requires transitive org.eclipse.jetty.server;
    requires transitive org.eclipse.jetty.security;
    requires jdk.net;
    requires static org.eclipse.jetty.session;
    requires org.slf4j;

    exports org.gangway.jetty;
    exports org.gangway.jetty.request;

    provides org.eclipse.jetty.security.Authenticator.Factory with
            org.gangway.jetty.RemoteUserAuthenticator.Factory;
}
