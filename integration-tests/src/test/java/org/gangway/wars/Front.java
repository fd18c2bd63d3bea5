package org.gangway.wars;

/** The ways by which a client reaches an application through a web server. */
enum Front {
    NGINX_ROOT("nginx", "nginx_root", "", false),
    APACHE_ROOT("Apache", "apache_root", "", false),
    /** The application is at the root of its host; the web server says with each request that it is at /shop. */
    NGINX_SHOP("nginx", "nginx_shop", "/shop", false),
    APACHE_SHOP("Apache", "apache_shop", "/shop", false),
    /** The application is deployed at /shop. */
    NGINX_DEPLOYED("nginx", "nginx_deployed", "/shop", true),
    APACHE_DEPLOYED("Apache", "apache_deployed", "/shop", true);

    private final String server;
    private final String port;
    private final String mount;
    private final boolean deployed;

    Front(String server, String port, String mount, boolean deployed) {
        this.server = server;
        this.port = port;
        this.mount = mount;
        this.deployed = deployed;
    }

    String server() {
        return server;
    }

    /** The name of its port in the web server's configuration. */
    String port() {
        return port;
    }

    String mount() {
        return mount;
    }

    /** The context path that the application has in its host. */
    String contextPath() {
        return deployed ? mount : "";
    }

    String title() {
        return mount.isEmpty() ? "/" : mount + (deployed ? " (context path)" : " (per request)");
    }
}
