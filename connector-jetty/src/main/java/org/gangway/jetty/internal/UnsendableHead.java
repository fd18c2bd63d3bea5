package org.gangway.jetty.internal;

import java.io.IOException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;

/** The application made the head of a response that can't be sent. The log has said so; the client gets a 500. */
final class UnsendableHead extends IOException implements HttpException {
    private static final long serialVersionUID = 1L;

    UnsendableHead(String reason) {
        super(reason);
    }

    @Override
    public int getCode() {
        return HttpStatus.INTERNAL_SERVER_ERROR_500;
    }

    @Override
    public String getReason() {
        return getMessage();
    }
}
