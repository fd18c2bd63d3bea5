package org.gangway.jetty.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends the request body back without blocking a thread. */
public final class NioEcho extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext async = request.startAsync();
        async.setTimeout(20_000);
        Echo echo = new Echo(async, request.getInputStream(), response.getOutputStream());
        request.getInputStream().setReadListener(echo);
    }

    private static final class Echo implements ReadListener, WriteListener {
        private final AsyncContext async;
        private final ServletInputStream in;
        private final ServletOutputStream out;
        private final byte[] buffer = new byte[16 * 1024];
        private boolean writing;
        private boolean over;

        Echo(AsyncContext async, ServletInputStream in, ServletOutputStream out) {
            this.async = async;
            this.in = in;
            this.out = out;
        }

        @Override
        public void onDataAvailable() throws IOException {
            if (writing) {
                echo();
            } else {
                writing = true;
                out.setWriteListener(this);
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            if (!writing) {
                writing = true;
                out.setWriteListener(this);
            } else {
                echo();
            }
        }

        @Override
        public void onWritePossible() throws IOException {
            echo();
        }

        private void echo() throws IOException {
            synchronized (this) {
                while (!over && out.isReady()) {
                    if (in.isFinished()) {
                        over = true;
                        async.complete();
                        return;
                    }
                    if (!in.isReady()) {
                        return;
                    }
                    int length = in.read(buffer);
                    if (length > 0) {
                        out.write(buffer, 0, length);
                    }
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            synchronized (this) {
                if (!over) {
                    over = true;
                    async.complete();
                }
            }
        }
    }
}
