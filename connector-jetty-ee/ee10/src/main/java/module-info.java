/** What web applications of this EE level need to answer under the prefix that the web server names. */
module org.gangway.jetty.ee10 {
    requires org.gangway.jetty;
    requires transitive org.eclipse.jetty.ee10.webapp;

    exports org.gangway.jetty.ee10;

    provides org.eclipse.jetty.ee10.webapp.Configuration with
            org.gangway.jetty.ee10.ScriptNameConfiguration;
}
