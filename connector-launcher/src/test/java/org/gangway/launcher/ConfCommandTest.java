package org.gangway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gangway.launcher.conf.WebServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code gangway conf} prints: the facts that matter, not whole texts. */
class ConfCommandTest {
    private static final String SOCKET = "/run/shop/shop.sock";

    @TempDir
    Path directory;

    private String errors;

    private int run(StringWriter out, String... words) {
        List<String> all = new ArrayList<>(List.of("conf"));
        all.addAll(List.of(words));
        StringWriter err = new StringWriter();
        int status = GangwayCommand.execute(
                all.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
        errors = err.toString();
        return status;
    }

    private String printed(String... words) {
        StringWriter out = new StringWriter();
        assertThat(run(out, words)).as(errors).isZero();
        assertThat(errors).isEmpty();
        return out.toString();
    }

    private String refused(String... words) {
        StringWriter out = new StringWriter();
        assertThat(run(out, words)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(errors.lines()).as("one line").hasSize(1);
        return errors;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apache|fcgi|ProxyPass \"/shop/\" \"unix:/run/shop/shop.sock|fcgi://shop/shop/\" enablereuse=on",
                "apache|scgi|ProxyPass \"/shop/\" \"unix:/run/shop/shop.sock|scgi://shop/shop/\" mapping=encoded",
                "apache|ajp|ProxyPass \"/shop/\" \"unix:/run/shop/shop.sock|ajp://shop/shop/\" flushpackets=on",
                "lighttpd|fcgi|fastcgi.server = ( \"/shop\" => (",
                "lighttpd|scgi|scgi.server = ( \"/shop\" => (",
                "lighttpd|ajp|ajp13.server = ( \"\" => (",
                "nginx|fcgi|fastcgi_pass unix:/run/shop/shop.sock;",
                "nginx|scgi|scgi_pass unix:/run/shop/shop.sock;",
                "caddy|fcgi|reverse_proxy unix//run/shop/shop.sock {",
                "haproxy|fcgi|server shop unix@/run/shop/shop.sock proto fcgi",
                "h2o|fcgi|port: /run/shop/shop.sock",
                "cherokee|fcgi|source!910!host = /run/shop/shop.sock",
                "cherokee|scgi|handler = scgi",
                "mod_fastcgi|fcgi|-socket /run/shop/shop.sock -flush",
                "systemd|ajp|ListenStream=/run/shop/shop.sock",
            })
    void unixSocketAtPrefix(String line) {
        String[] fields = line.split("\\|", 3);
        String text = printed(
                fields[0],
                "--protocol",
                fields[1],
                "--socket",
                SOCKET,
                "--mount",
                "/shop",
                "--name",
                "www.example.com");

        assertThat(text).contains(fields[2]).contains("--context-path /shop");
        assertThat(text.contains("--protocol " + fields[1])).isEqualTo(!fields[1].equals("fcgi"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "apache;fcgi;\"fcgi://127.0.0.1:9000/\"",
                "apache;scgi;\"scgi://127.0.0.1:9000/\"",
                "apache;ajp;\"ajp://127.0.0.1:9000/\"",
                "mod_jk;ajp;worker.shop.port=9000",
                "mod_fastcgi;fcgi;-host 127.0.0.1:9000 -flush",
                "lighttpd;fcgi;\"host\" => \"127.0.0.1\", \"port\" => 9000",
                "nginx;fcgi;fastcgi_pass 127.0.0.1:9000",
                "caddy;fcgi;reverse_proxy 127.0.0.1:9000 {",
                "haproxy;fcgi;server shop 127.0.0.1:9000 proto fcgi",
                "h2o;fcgi;port: 9000",
                "cherokee;fcgi;host = 127.0.0.1:9000",
                "systemd;fcgi;--port 9000",
            })
    void tcpAtRoot(String server, String protocol, String fact) {
        assertThat(printed(server, "--protocol", protocol, "--port", "9000", "--name", "www.example.com"))
                .contains(fact)
                .doesNotContain("--context-path");
    }

    @Test
    void nginxKeepsThePortAndTakesNobodyUnchecked() {
        String text = printed("nginx", "--socket", SOCKET);

        assertThat(text)
                .contains("# /etc/nginx/sites-available/shop ", "ln -s /etc/nginx/sites-available/shop")
                .contains("\"~*^(\\S+)", "\"~ $\" $host:$server_port;")
                .contains("fastcgi_param HTTP_HOST $shop_host;", "fastcgi_param REMOTE_USER \"\";")
                .contains("fastcgi_read_timeout 5m;", "client_max_body_size 0;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apache", "mod_fcgid", "mod_fastcgi", "mod_jk"})
    void apacheKeepsTheLengthOfResponses(String server) {
        String[] address = server.equals("mod_fcgid") ? new String[] {server} : new String[] {server, "--port", "9000"};

        assertThat(printed(address))
                .contains("SetEnv ap_trust_cgilike_cl yes", "a2ensite", "a2enmod ", "a2dissite 000");
    }

    @Test
    void lighttpdRedirectsTheBarePrefixAndSpoolsUploads() {
        assertThat(printed("lighttpd", "--socket", SOCKET, "--mount", "/shop"))
                .contains("$HTTP[\"url\"] == \"/shop\" { url.redirect = ( \"\" => \"/shop/${qsa}\" ) }")
                .contains("$HTTP[\"url\"] =~ \"^/shop/\" {", "lighty-enable-mod shop")
                .contains("server.stream-response-body = 1")
                .doesNotContain("server.stream-request-body =", "=^", "fix-root-scriptname");
        assertThat(printed("lighttpd", "--socket", SOCKET))
                .contains("( \"/\" => (", "\"fix-root-scriptname\" => \"enable\"");
    }

    @Test
    void haproxyNeitherAsksForValuesNorMultiplexes() {
        assertThat(printed("haproxy", "--port", "9000", "--mount", "/shop"))
                .contains("path-info ^(/shop)(/.*)?$", "pass-header Authorization")
                .doesNotContain("get-values", "mpxs-conns", "max-reqs");
    }

    @Test
    void headSaysWhatBelongsToGangway() {
        assertThat(printed("nginx", "--socket", SOCKET, "--war", "/srv/shop/shop.war"))
                .contains("useradd --system --groups www-data gangway", "/etc/tmpfiles.d/shop.conf")
                .contains("#   gangway run /srv/shop/shop.war --socket /run/shop/shop.sock --socket-group www-data\n");
        assertThat(printed("nginx", "--socket", "/run/gangway/shop.sock"))
                .contains("gangway conf systemd")
                .doesNotContain("useradd");
    }

    @Test
    void usersReachTheApplicationWithTheirRoles() {
        String[] options = {"--port", "9000", "--mount", "/shop", "--users", "/srv/htpasswd", "--roles", "admin;staff"};
        for (String server : List.of("apache", "nginx", "lighttpd", "caddy", "haproxy", "mod_fastcgi")) {
            List<String> words = new ArrayList<>(List.of(server));
            words.addAll(List.of(options));
            assertThat(printed(words.toArray(String[]::new)))
                    .as(server)
                    .contains("--remote-user trust --roles-from GANGWAY_ROLES")
                    .contains("admin;staff");
        }
        assertThat(printed("nginx", "--port", "9000", "--users", "/srv/htpasswd", "--users-path", "/admin"))
                .contains(
                        "location ~ \";\" { return 404; }", "location /admin {", "auth_basic_user_file /srv/htpasswd;");
        assertThat(printed("apache", "--protocol", "ajp", "--port", "8009", "--users", "--roles", "admin"))
                .contains("SetEnv AJP_GANGWAY_ROLES \"admin\"", "AuthUserFile \"/srv/shop/htpasswd\"");
        assertThat(printed("mod_jk", "--port", "8009", "--users", "--roles", "admin"))
                .contains("JkEnvVar GANGWAY_ROLES");
        assertThat(printed("haproxy", "--port", "9000", "--users", "--websocket"))
                .as("a header Upgrade opens no way round the password")
                .containsPattern("backend shop-websocket\n    http-request auth realm shop if ");
    }

    @Test
    void staticFilesAreTakenFromTheApplication() {
        String[] options = {"--port", "9000", "--static", "/static=/srv/shop/static"};
        for (String[] expected : new String[][] {
            {"nginx", "location /static/ { alias /srv/shop/static/; }"},
            {"apache", "ProxyPass \"/static/\" \"!\" mapping=encoded"},
            {"mod_jk", "JkUnMount /static/* shop"},
            {"mod_fastcgi", "RewriteRule ^/static/ - [L]"},
            {"lighttpd", "$HTTP[\"url\"] =~ \"^/(?!static/)\" {"},
            {"caddy", "handle_path /static/* {"},
            {"cherokee", "document_root = /srv/shop/static"},
        }) {
            List<String> words = new ArrayList<>(List.of(expected[0]));
            words.addAll(List.of(options));
            assertThat(printed(words.toArray(String[]::new))).as(expected[0]).contains(expected[1]);
        }
        assertThat(refused("haproxy", "--port", "9000", "--static", "/static=/srv"))
                .contains("sends no files; leave out");
    }

    @Test
    void filesOfTheWarAreSentByTheWebServer() {
        assertThat(printed("nginx", "--socket", SOCKET, "--mount", "/shop", "--sendfile", "/srv/shop/app/"))
                .contains("location /files/shop/ { internal; alias /srv/shop/app/; }")
                .contains("gangway run /srv/shop/app --socket", "--sendfile x-accel-redirect:/files/");
        assertThat(printed("lighttpd", "--socket", SOCKET, "--sendfile", "/srv/shop/app"))
                .contains("\"x-sendfile-docroot\" => ( \"/srv/shop/app/\" )", "--sendfile x-sendfile");
        assertThat(printed("apache", "--protocol", "scgi", "--socket", SOCKET, "--sendfile", "/srv/shop/app"))
                .contains("ProxySCGISendfile X-Sendfile", "<Directory \"/srv/shop/app\">");
        assertThat(refused("caddy", "--socket", SOCKET, "--sendfile", "/srv/shop/app"))
                .contains("leave out --sendfile");
        assertThat(refused("lighttpd", "--protocol", "ajp", "--socket", SOCKET, "--sendfile", "/srv/shop/app"))
                .contains("give --protocol fcgi or scgi");
    }

    @Test
    void webSocketGoesWhereItIsTunnelled() {
        assertThat(printed("nginx", "--protocol", "scgi", "--port", "4000", "--websocket"))
                .contains("scgi_read_timeout 1h");
        assertThat(printed("nginx", "--port", "9000", "--websocket"))
                .contains("fastcgi_pass 127.0.0.1:9000;", "proxy_set_header Upgrade websocket;")
                .contains("if ($http_upgrade ~* ^websocket$) { proxy_pass http://127.0.0.1:9000; }");
        assertThat(printed("lighttpd", "--port", "9000", "--websocket"))
                .contains("\"upgrade\" => \"enable\"", "1.4.74");
        assertThat(refused("lighttpd", "--protocol", "ajp", "--port", "8009", "--websocket"))
                .contains("fcgi or scgi");
        assertThat(printed("apache", "--port", "9000", "--websocket"))
                .contains("ProxySet upgrade=websocket", "no-proxy", "gangway run", "--protocol auto");
        assertThat(printed("haproxy", "--port", "9000", "--websocket")).contains("use_backend shop-websocket if");
        assertThat(printed("caddy", "--port", "9000", "--websocket"))
                .contains("header_regexp Upgrade (?i)^websocket$", "reverse_proxy @websocket 127.0.0.1:9000 {");
        assertThat(refused("h2o", "--port", "9000", "--name", "a.example", "--websocket"))
                .contains("no WebSocket over fcgi; give --protocol http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"apache", "nginx", "haproxy", "caddy", "systemd"})
    void webSocketBesideTheOtherProtocolIsOfWhomTheWebServerSays(String server) {
        String text = printed(server, "--port", "9000", "--mount", "/shop", "--users", "--websocket");

        assertThat(text).contains("--remote-user").containsPattern("--protocol auto[ \n]--forwarded x-forwarded");
        if (!server.equals("systemd")) {
            assertThat(text).contains("over HTTP, which doesn't tell the application the user.");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "apache;ProxyPass \"/shop/\" \"unix:/run/shop/shop.sock|http://shop/shop/\" flushpackets=on mapping=enc",
                "apache;RequestHeader set X-Forwarded-Proto https",
                "apache;RequestHeader unset X-Forwarded-Port",
                "apache;ProxyPreserveHost On",
                "apache;a2enmod proxy proxy_http headers",
                "nginx;proxy_pass http://shop;",
                "nginx;proxy_set_header X-Forwarded-For $remote_addr;",
                "nginx;proxy_set_header X-Forwarded-Host $shop_host;",
                "nginx;proxy_set_header X-Forwarded-Port \"\";",
                "haproxy;server shop unix@/run/shop/shop.sock",
                "haproxy;http-request set-header X-Forwarded-Proto https",
                "haproxy;http-request del-header X-Forwarded-Host",
                "caddy;reverse_proxy unix//run/shop/shop.sock {",
                "caddy;header_up -X-Forwarded-Port",
                "lighttpd;proxy.server = ( \"\" => (",
                "lighttpd;setenv.set-request-header = ( \"X-Forwarded-Port\" => \"\" )",
                "h2o;proxy.reverse.url: \"http://[unix:/run/shop/shop.sock]/shop\"",
                "h2o;proxy.header.unset: X-Forwarded-Host",
                "systemd;ListenStream=/run/shop/shop.sock",
            })
    void overHttpTheWebServerSaysForWhomItAsks(String server, String fact) {
        String text = printed(
                server,
                "--protocol",
                "http",
                "--socket",
                SOCKET,
                "--mount",
                "/shop",
                "--name",
                "www.example.com",
                "--tls");

        assertThat(text)
                .contains(fact)
                .containsPattern("--protocol http[ \n]--forwarded x-forwarded[ \n]--context-path /shop")
                .doesNotContainPattern("(?i)fcgi|fastcgi|cgilike|CGIPassAuth|--protocol auto");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "apache;upgrade=websocket mapping=encoded",
                "nginx;proxy_set_header Connection $shop_connection;",
                "haproxy;timeout tunnel 1h",
                "caddy;reverse_proxy 127.0.0.1:9000 {",
                "h2o --name a.example;proxy.websocket: ON",
                "lighttpd;proxy.header = ( \"upgrade\" => \"enable\" )",
            })
    void webSocketOverHttpNeedsNothingBeside(String server, String fact) {
        String words = server + " --protocol http --port 9000 --websocket";
        assertThat(printed(words.split(" ", -1)))
                .contains(fact, "--protocol http --forwarded x-forwarded")
                .doesNotContain("--protocol auto", "shop-websocket", "@websocket", "1.4.74");
    }

    @Test
    void nginxWithoutANameTellsItsAddressOverHttp() {
        assertThat(printed("nginx", "--protocol", "http", "--port", "9000"))
                .contains("\"_ \" $server_addr:$server_port;");
        assertThat(printed("nginx", "--protocol", "http", "--port", "9000", "--name", "www.example.com"))
                .contains("\"~ $\" $host:$server_port;")
                .doesNotContain("$server_addr");
    }

    /** The status tells what to do: to correct the command line, or the web server. */
    @ParameterizedTest
    @ValueSource(strings = {"--check", "--try"})
    void whatTheServerCannotDoIsAWrongCommandLineInATrialToo(String trial) {
        assertThat(refused("h2o", "--port", "9000", trial)).contains("--name");
    }

    @Test
    void severalMembersAreSticky() {
        String[] members = {"--member", "10.0.0.1:9000", "--member", "unix:/run/shop/b.sock"};
        for (String[] expected : new String[][] {
            {"nginx", "~\\.node2$ shop_node2;"},
            {"apache", "BalancerMember \"unix:/run/shop/b.sock|fcgi://shop-node2\" route=node2"},
            {"lighttpd", "fastcgi.balance = \"sticky\""},
            {"haproxy", "server node2 unix@/run/shop/b.sock proto fcgi check cookie node2"},
            {"caddy", "lb_policy cookie"},
            {"cherokee", "balancer = ip_hash"},
        }) {
            List<String> words = new ArrayList<>(List.of(expected[0]));
            words.addAll(List.of(members));
            assertThat(printed(words.toArray(String[]::new)))
                    .as(expected[0])
                    .contains(expected[1], "--host 10.0.0.1 --port 9000 --allowed-clients WEB_SERVER", "--route node2");
        }
        assertThat(printed("mod_jk", "--member", "10.0.0.1:8009", "--member", "10.0.0.2:8009"))
                .contains("worker.shop.balance_workers=node1,node2", "worker.node2.host=10.0.0.2");
        assertThat(refused("h2o", "--name", "a.example", "--member", "a:9000", "--member", "b:9000"))
                .contains("has no balancer; give one address");
    }

    @Test
    void tlsNamesItsFilesAndPassesItsFacts() {
        assertThat(printed("nginx", "--port", "9000", "--name", "www.example.com", "--tls"))
                .contains(
                        "ssl_certificate /etc/ssl/certs/www.example.com.pem;", "return 301 https://$host$request_uri;")
                .contains("fastcgi_param SSL_PROTOCOL $ssl_protocol if_not_empty;");
        assertThat(printed("apache", "--protocol", "ajp", "--port", "8009", "--tls", "/etc/a.pem,/etc/a.key"))
                .contains("SSLCertificateKeyFile \"/etc/a.key\"", "AJP_SSL_CLIENT_VERIFY=SUCCESS");
        assertThat(printed("haproxy", "--port", "9000", "--tls", "/etc/a.pem,/etc/a.key"))
                .contains("cat /etc/a.pem /etc/a.key > /etc/haproxy/shop.pem", "set-param SSL_CLIENT_VERIFY");
        assertThat(refused("nginx", "--port", "9000", "--tls=/etc/a.pem")).contains("give --tls CERTIFICATE,KEY");
    }

    @Test
    void ajpSecretIsInTheConfigurationAndNotInACommand() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "change-me\n");

        assertThat(printed("apache", "--protocol", "ajp", "--port", "8009", "--secret-file", secret.toString()))
                .contains(" secret=change-me ", "--secret-file " + secret);
        assertThat(printed("mod_jk", "--port", "8009", "--secret-file", secret.toString()))
                .contains("worker.shop.secret=change-me", "chmod 600");
        assertThat(refused("lighttpd", "--protocol", "ajp", "--port", "8009", "--secret-file", secret.toString()))
                .contains("over https only; give --tls");
    }

    @Test
    void configurationFileOfRunIsTaken() throws Exception {
        Path file = Files.writeString(
                directory.resolve("blog.conf"),
                "/srv/blog/blog.war\n--socket /run/gangway/blog.sock\n--protocol scgi\n--context-path /blog\n");

        assertThat(printed("nginx", "--config", file.toString()))
                .contains("scgi_pass unix:/run/gangway/blog.sock;", "location /blog/ {");
        assertThat(printed("nginx", "--config", file.toString(), "--port", "4000"))
                .contains("scgi_pass 127.0.0.1:4000;", "gangway run /srv/blog/blog.war --port 4000 --protocol scgi");
    }

    @Test
    void otherPortIsListenedAt() {
        assertThat(printed("apache", "--port", "9000", "--listen", "8080"))
                .contains("Listen 8080\n<VirtualHost *:8080>");
        assertThat(printed("lighttpd", "--port", "9000", "--listen", "8080"))
                .contains("$SERVER[\"socket\"] == \":8080\" { }");
        assertThat(printed("nginx", "--port", "9000", "--listen", "8080"))
                .contains("listen 8080 default_server;", "listen [::]:8080 default_server;");
        assertThat(printed("haproxy", "--port", "9000", "--listen", "8080")).contains("bind :8080\n");
        assertThat(printed("caddy", "--port", "9000", "--listen", "8080")).contains("http://:8080 {");
    }

    @Test
    void helpNamesEveryServer() {
        assertThat(printed("--help").replaceAll("\\s+", " ")).contains(WebServers.names());
    }

    @Test
    void systemdGetsAnInstance() {
        assertThat(printed(
                        "systemd",
                        "--socket",
                        "/run/gangway/shop.sock",
                        "--war",
                        "/srv/shop/shop.war",
                        "--mount",
                        "/shop"))
                .startsWith("# /etc/gangway/shop.conf\n")
                .contains("enable --now gangway@shop.socket gangway@shop.service")
                .endsWith("/srv/shop/shop.war\n--context-path /shop\n");
        assertThat(printed("systemd", "--port", "9000"))
                .contains("enable --now gangway@shop.service", "--host 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginks --port 1;did you mean nginx?",
                "nginx;give --socket PATH, --port PORT",
                "nginx --port 9000 --protocol ajp;give --protocol fcgi or scgi",
                "mod_fcgid --protocol ajp;gangway conf apache --protocol ajp",
                "mod_fcgid --port 9000;leave out --socket",
                "mod_jk --socket /run/a.sock;give --port PORT instead of --socket",
                "caddy --port 9000 --protocol scgi;give --protocol fcgi",
                "h2o --port 9000;give --name HOST",
                "nginx --port 9000 --protocol http --users;leave out --users, or give another --protocol",
                "systemd --port 9000 --protocol http --users;leave out --users",
                "nginx --port 9000 --protocol http --sendfile /srv/shop/app;give --protocol fcgi or scgi",
                "h2o --name a.example --port 9000 --websocket;give --protocol http",
                "cherokee --port 9000 --protocol http;give --protocol fcgi or scgi",
                "mod_jk --port 9000 --protocol http;gangway conf apache --protocol http",
                "systemd --port 9000 --sendfile /srv/shop/app;depends on the web server; leave it out here",
                "haproxy --port 9000 --users --users-path /admin;leave out --users-path",
                "nginx --port 9000 --mount shop;write it like /shop",
                "nginx --port 9000 --mount /a}{;write it like /shop",
                "nginx --port 9000 --name a$b;choose another name",
                "nginx --port 70000;write unix:/PATH",
                "nginx --port 9000 --listen 0;give a number from 1",
                "nginx --port 9000 --users-path /admin;need --users",
                "nginx --port 9000 --mount /shop --users --users-path /other;not below /shop",
                "nginx --port 9000 --static /static;write it like /static=",
                "nginx --socket /run/a --port 9000;give one of them",
                "nginx --member 1:1 --port 9000;give one of them",
                "nginx --host 10.0.0.1;--host needs --port",
            })
    void whatCannotBeIsOneLineWithRemedy(String line) {
        int sign = line.indexOf(';');
        assertThat(refused(line.substring(0, sign).split(" "))).contains(line.substring(sign + 1));
    }
}
