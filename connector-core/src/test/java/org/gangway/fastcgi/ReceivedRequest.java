package org.gangway.fastcgi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.gangway.cgi.CgiVariables;
import org.gangway.request.GatewayException;
import org.gangway.request.RequestLimits;

/** One request, as the parser told of it. */
public final class ReceivedRequest {
    private final int role;
    private final boolean keepConnection;
    private final CgiVariables params = new CgiVariables(new RequestLimits());
    private final ByteArrayOutputStream stdin = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Set<RecordType> ended = EnumSet.noneOf(RecordType.class);
    private GatewayException refusal;
    private boolean aborted;

    ReceivedRequest(int role, boolean keepConnection) {
        this.role = role;
        this.keepConnection = keepConnection;
    }

    /** A body may come behind its end: mod_fcgid does that over HTTP/2. Variables may not. */
    void add(RecordType type, ByteBuffer content) {
        if (refusal != null || (type == RecordType.PARAMS && ended.contains(type))) {
            return;
        }
        switch (type) {
            case PARAMS -> append(content);
            case STDIN -> write(stdin, content);
            case DATA -> write(data, content);
            default -> throw new AssertionError(type);
        }
    }

    private void append(ByteBuffer content) {
        try {
            params.append(content);
        } catch (GatewayException x) {
            refusal = x;
            params.clear();
        }
    }

    private static void write(ByteArrayOutputStream stream, ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        stream.writeBytes(bytes);
    }

    void end(RecordType type) {
        ended.add(type);
    }

    void abort() {
        aborted = true;
    }

    /** The role component of BEGIN_REQUEST. */
    public int role() {
        return role;
    }

    public boolean keepConnection() {
        return keepConnection;
    }

    /** Whether PARAMS is complete and within the limits. */
    public boolean isComplete() {
        return ended.contains(RecordType.PARAMS) && refusal == null;
    }

    public boolean isAborted() {
        return aborted;
    }

    public GatewayException refusal() {
        return refusal;
    }

    public boolean isEnded(RecordType type) {
        return ended.contains(type);
    }

    /** The bytes of the PARAMS stream so far. */
    public byte[] params() {
        byte[] bytes = new byte[params.length()];
        System.arraycopy(params.block(), 0, bytes, 0, bytes.length);
        return bytes;
    }

    public byte[] stdin() {
        return stdin.toByteArray();
    }

    public byte[] data() {
        return data.toByteArray();
    }

    /** The variables in PARAMS, read anew. */
    public CgiVariables variables() {
        CgiVariables variables = new CgiVariables(new RequestLimits());
        fill(variables);
        return variables;
    }

    /** Reads the variables in PARAMS into an instance that is used again and again. */
    public void fill(CgiVariables variables) {
        variables.append(ByteBuffer.wrap(params()));
        NameValuePairs.read(variables);
    }
}
