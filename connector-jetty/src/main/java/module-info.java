/** The bridge from the gateway protocols to Jetty. */
module org.gangway.jetty {
    requires transitive org.gangway.core;
    requires transitive org.eclipse.jetty.server;
    requires transitive org.eclipse.jetty.security;
    requires jdk.net;
    // Only a server with JMX has it.
    requires static org.eclipse.jetty.jmx;
    requires static org.eclipse.jetty.session;
    requires org.slf4j;

    exports org.gangway.jetty;
    // The runner's supervisor makes a socket file that its workers accept from.
    exports org.gangway.jetty.internal to
            org.gangway.launcher;
    exports org.gangway.jetty.jmx to
            org.eclipse.jetty.jmx;
    exports org.gangway.jetty.request;
    exports org.gangway.jetty.xml;
    exports org.gangway.jetty.sendfile;
    exports org.gangway.jetty.settings;

    provides org.eclipse.jetty.security.Authenticator.Factory with
            org.gangway.jetty.RemoteUserAuthenticator.Factory;
}
