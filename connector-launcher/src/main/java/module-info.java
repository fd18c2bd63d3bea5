/** The command line: runs a WAR behind a gateway protocol. */
module org.gangway.launcher {
    requires java.management;
    requires static jdk.management;
    // Signals.
    requires jdk.unsupported;
    requires com.sun.jna;
    requires org.gangway.jetty;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.ee.webapp;
    requires transitive info.picocli;
    requires org.slf4j;
    requires transitive ch.qos.logback.classic;
    requires transitive ch.qos.logback.core;
    requires java.xml;
    requires java.naming;
    requires java.sql;
    requires com.zaxxer.hikari;
    requires org.eclipse.jetty.security;
    requires org.eclipse.jetty.session;
    requires org.eclipse.jetty.deploy;
    // Only the demo needs them.
    requires static org.eclipse.jetty.client;
    requires static org.eclipse.jetty.fcgi.proxy;

    opens org.gangway.launcher to
            info.picocli;

    exports org.gangway.launcher;

    // A driver that the administrator adds.
    uses java.sql.Driver;

    provides ch.qos.logback.classic.spi.Configurator with
            org.gangway.launcher.LogSettings;
}
