/** What javax web applications need of the connectors: REMOTE_USER, and the prefix that they force themselves. */
module org.gangway.jetty.ee8 {
    requires transitive org.gangway.jetty;
    requires transitive org.eclipse.jetty.ee8.security;
    requires transitive org.eclipse.jetty.ee8.webapp;
    requires org.slf4j;

    exports org.gangway.jetty.ee8;

    provides org.eclipse.jetty.ee8.security.Authenticator.Factory with
            org.gangway.jetty.ee8.RemoteUserAuthenticator.Factory;
    provides org.eclipse.jetty.ee8.webapp.Configuration with
            org.gangway.jetty.ee8.ScriptNameConfiguration,
            org.gangway.jetty.ee8.SendfileConfiguration;
}
