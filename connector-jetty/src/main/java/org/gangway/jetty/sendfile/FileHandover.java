package org.gangway.jetty.sendfile;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.gangway.request.GatewayRequest;
import org.gangway.request.SendfilePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves the sending of files to the web server of a connector.
 *
 * <p>How it is known that a response is a file, and nothing but it: Jetty's default servlets write a file through its
 * {@code HttpContent}, and {@link OfferedContent} stands between. While its first buffer is on its way down, a
 * {@link FileOffer} says so; where this very buffer, not an equal one, arrives at the stream together with the head of
 * the response, no filter, response wrapper or compression has had its hands on the content. Whatever changes it has
 * to make another buffer; what is collected before it is sent is another buffer, too. The head must agree: 200 with
 * the length of the file, or 206 with that of the range. So nothing is guessed from header fields, nothing in the WAR
 * is touched, and one way serves all EE levels and the core handlers; only the ranges that the default servlet of EE 8
 * sends are copies, and stay Jetty's. (The context attribute by which Jetty lets
 * one replace the factory of {@code HttpContent} doesn't serve: it replaces that of all servlets of a context, with
 * their own directories and settings.)
 *
 * <p>A range becomes the whole file with status 200: the web server reads Range and If-Range of its client itself.
 * Several ranges in one response, 304, 412 and 416 are Jetty's.
 *
 * <p>Thread-safe.
 */
public final class FileHandover {
    private static final Logger LOG = LoggerFactory.getLogger(FileHandover.class);

    private final SendfilePolicy policy;
    private final Connector connector;
    private final AtomicBoolean serverWarning = new AtomicBoolean();
    private final AtomicBoolean fieldWarning = new AtomicBoolean();

    private FileHandover(SendfilePolicy policy, Connector connector) {
        this.policy = policy;
        this.connector = connector;
    }

    /**
     * Makes the server of a connector ready for it.
     *
     * @param policy how the web server is told
     * @param connector where its requests come from
     * @return what hands the files over, always the same for both; null if the policy is to do nothing
     */
    public static FileHandover of(SendfilePolicy policy, Connector connector) {
        Server server = connector.getServer();
        if (!policy.isEnabled() || server == null) {
            return null;
        }
        synchronized (FileHandover.class) {
            for (FileHandover handover : connector.getBeans(FileHandover.class)) {
                if (handover.policy.equals(policy)) {
                    return handover;
                }
            }
            OfferedFiles.install(server);
            FileHandover handover = new FileHandover(policy, connector);
            connector.addBean(handover);
            return handover;
        }
    }

    /**
     * Looks at the response to a request.
     *
     * @param request Jetty's request
     * @param said what the web server said about it
     */
    public void watch(Request request, GatewayRequest said) {
        String method = request.getMethod();
        if (HttpMethod.GET.is(method) || HttpMethod.HEAD.is(method)) {
            request.addHttpStreamWrapper(stream -> new HandoverStream(stream, this, said));
        }
    }

    /**
     * @return the head that has the web server send the offered file, or null if Jetty has to
     */
    MetaData.Response head(MetaData.Response response, FileOffer offer, GatewayRequest request) {
        HttpFields fields = response.getHttpFields();
        if (!isWhole(response, offer) || !isKept(fields)) {
            return null;
        }
        FilePlace place = offer.place();
        String software = request.variable("SERVER_SOFTWARE");
        if (place == null || !isUnderstoodBy(software)) {
            return null;
        }
        String value = policy.value(place.root(), place.relative(), place.contextPath());
        if (value.indexOf('%') >= 0 && policy.isTakenLiterally(software)) {
            return null;
        }
        HttpFields.Mutable told = HttpFields.build(fields.size() + 2);
        for (HttpField field : fields) {
            HttpHeader header = field.getHeader();
            if (header != HttpHeader.CONTENT_LENGTH
                    && header != HttpHeader.CONTENT_RANGE
                    && !policy.repeats(field.getName())) {
                told.add(field);
            }
        }
        HttpField etag = offer.etag();
        if (etag != null && policy.needsEtag(software) && !fields.contains(HttpHeader.ETAG)) {
            told.add(etag);
        }
        told.add(policy.field(), value);
        if (LOG.isDebugEnabled()) {
            LOG.debug("{}: {}", policy.field(), value);
        }
        return new MetaData.Response(HttpStatus.OK_200, null, response.getHttpVersion(), told.asImmutable());
    }

    /** Whether the response is this file, or this range of it, and nothing else. */
    private static boolean isWhole(MetaData.Response response, FileOffer offer) {
        HttpFields fields = response.getHttpFields();
        if (fields.getLongField(HttpHeader.CONTENT_LENGTH) != offer.length()) {
            return false;
        }
        String range = fields.get(HttpHeader.CONTENT_RANGE);
        return switch (response.getStatus()) {
            case HttpStatus.OK_200 -> range == null && offer.offset() == 0 && offer.length() == offer.fileLength();
            case HttpStatus.PARTIAL_CONTENT_206 ->
                ("bytes " + offer.offset() + '-' + (offer.offset() + offer.length() - 1) + '/' + offer.fileLength())
                        .equals(range);
            default -> false;
        };
    }

    /** Whether the client gets every field that it would get from Jetty. */
    private boolean isKept(HttpFields fields) {
        if (!fields.contains(HttpHeader.CONTENT_TYPE) || fields.contains(policy.field())) {
            // Each web server has another idea of a file whose type nobody tells.
            return false;
        }
        for (HttpField field : fields) {
            boolean range = field.getHeader() == HttpHeader.CONTENT_RANGE;
            if (!range && !policy.keeps(field.getName(), field.getValue())) {
                if (fieldWarning.compareAndSet(false, true)) {
                    LOG.warn(
                            "{}: the web server would drop the field {} of files, so Jetty sends those that have it;"
                                    + " add it in the web server and not in the application",
                            connector,
                            field.getName());
                }
                return false;
            }
        }
        return true;
    }

    private boolean isUnderstoodBy(String software) {
        if (policy.isUnderstoodBy(software)) {
            return true;
        }
        if (serverWarning.compareAndSet(false, true)) {
            LOG.warn(
                    "{}: Jetty sends the files itself, since the web server ({}) isn't known to act on {};"
                            + " choose what fits it, or leave sendfile out",
                    connector,
                    software == null ? "no SERVER_SOFTWARE" : "SERVER_SOFTWARE=" + printable(software),
                    policy.field());
        }
        return false;
    }

    private static String printable(String text) {
        return text.codePoints()
                .limit(100)
                .map(c -> c < ' ' || c == 0x7F ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
