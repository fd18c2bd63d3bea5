/** REMOTE_USER for javax web applications. */
module org.gangway.jetty.ee8 {
    requires transitive org.gangway.jetty;
    requires transitive org.eclipse.jetty.ee8.security;
    requires org.slf4j;

    exports org.gangway.jetty.ee8;

    provides org.eclipse.jetty.ee8.security.Authenticator.Factory with
            org.gangway.jetty.ee8.RemoteUserAuthenticator.Factory;
}
