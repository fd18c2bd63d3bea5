package org.gangway.jetty.internal;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;

/**
 * The web server sent less of a request body than it announced. An application that lets it pass answers 400, and not
 * 500: nothing is wrong here.
 */
final class IncompleteBody extends GoneException implements HttpException {
    private static final long serialVersionUID = 1L;

    IncompleteBody(String message) {
        super(message);
    }

    @Override
    public int getCode() {
        return HttpStatus.BAD_REQUEST_400;
    }

    @Override
    public String getReason() {
        return "Incomplete Request Body";
    }
}
