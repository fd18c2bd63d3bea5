package org.gangway.launcher;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.gangway.forwarded.ForwardedPolicy;
import org.gangway.request.RemoteUserPolicy;
import org.gangway.request.TrustPolicy;
import picocli.CommandLine.Option;

/** The options that say what of the web server's word reaches the application. */
final class TrustOptions {
    @Option(
            names = "--remote-user",
            paramLabel = "POLICY",
            description = "What to make of the web server's REMOTE_USER: ignore, trust, or authorize (trust, with"
                    + " roles from the realm of that user, too). nginx and HAProxy fill it from an unchecked header by"
                    + " default (default: ignore; trust for AJP with a secret).")
    RemoteUserPolicy remoteUser;

    @Option(
            names = {"--roles-from", "--roles-variable"},
            paramLabel = "NAME",
            description =
                    "The variable or AJP attribute in which the web server names the user's roles (default: none).")
    String rolesVariable;

    @Option(
            names = "--roles-separator",
            paramLabel = "TEXT",
            defaultValue = ";",
            description = "What stands between two roles (default: ${DEFAULT-VALUE}).")
    String rolesSeparator;

    @Option(
            names = "--attributes",
            paramLabel = "REGEX",
            description = "The names of the variables or AJP attributes that become request attributes"
                    + " (SSL_.*|GEOIP_.*; default: none).")
    String attributes;

    @Option(
            names = "--forwarded",
            paramLabel = "POLICY",
            defaultValue = "off",
            description = "HTTP: what to believe of who says for whom it asks: off, proxy (HAProxy's PROXY protocol),"
                    + " x-forwarded (X-Forwarded-For, -Proto, -Host, -Port), forwarded (the field of RFC 7239), or trust"
                    + " (all of them). A proxy passes on, as its client sent it, what it does not set itself"
                    + " (default: ${DEFAULT-VALUE}).")
    String forwarded;

    /**
     * What is believed over HTTP.
     *
     * @param protocol what the web server speaks
     * @return the policy
     * @throws UserError if there is none of that name, or an option has no effect over that protocol
     */
    ForwardedPolicy forwarded(Protocol protocol) throws UserError {
        ForwardedPolicy policy;
        try {
            policy = ForwardedPolicy.parse(forwarded);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--forwarded " + e.getMessage());
        }
        if (policy != ForwardedPolicy.OFF && !protocol.includes(Protocol.HTTP)) {
            throw UserError.usage("--forwarded has no effect over " + protocol
                    + ", which tells the client itself; leave it out, or give --protocol http");
        }
        if (protocol == Protocol.HTTP) {
            refuseOverHttp("--remote-user", remoteUser);
            refuseOverHttp("--roles-from", rolesVariable);
            refuseOverHttp("--attributes", attributes);
        }
        return policy;
    }

    private static void refuseOverHttp(String option, Object given) throws UserError {
        if (given != null) {
            throw UserError.usage(
                    option + " has no effect over HTTP, where a client can send any header field; leave it"
                            + " out, or let the web server speak FastCGI, SCGI or AJP");
        }
    }

    /**
     * The policy that the options name.
     *
     * @param unsaid what to make of the user where no option tells it
     * @return the policy
     * @throws UserError if the pattern is wrong
     */
    TrustPolicy policy(RemoteUserPolicy unsaid) throws UserError {
        Pattern pattern;
        try {
            pattern = attributes == null ? null : Pattern.compile(attributes);
        } catch (PatternSyntaxException e) {
            throw UserError.usage("--attributes " + attributes + " is no regular expression (" + e.getDescription()
                    + "); write it like SSL_.*|GEOIP_.*");
        }
        TrustPolicy none = TrustPolicy.NONE;
        return new TrustPolicy(
                remoteUser == null ? unsaid : remoteUser,
                pattern,
                none.attributePrefixes(),
                none.attributeCharset(),
                rolesVariable,
                rolesSeparator);
    }
}
