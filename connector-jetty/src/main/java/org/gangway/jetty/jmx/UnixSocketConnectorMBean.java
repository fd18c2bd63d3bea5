package org.gangway.jetty.jmx;

import java.net.SocketAddress;
import org.eclipse.jetty.jmx.ObjectMBean;
import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.gangway.jetty.UnixSocketConnector;

/** Shows where a connector listens and what it has to do, in types that any JMX client understands. */
@ManagedObject("A connector for a Unix socket or an inherited listening socket")
public class UnixSocketConnectorMBean extends ObjectMBean {
    /**
     * @param connector a {@link UnixSocketConnector}
     */
    public UnixSocketConnectorMBean(Object connector) {
        super(connector);
    }

    /** The name by which a virtual host binds an application to the connector. */
    @Override
    public String getObjectNameBasis() {
        return connector().getName();
    }

    @Override
    public String getObjectContextBasis() {
        String name = connector().getName();
        return name == null ? connector().getDefaultProtocol() : name;
    }

    /**
     * @return a path, or an address and port, or null while it doesn't listen
     */
    @ManagedAttribute(value = "The address that clients connect to", readonly = true, proxied = true)
    public String getAddress() {
        SocketAddress address = connector().getLocalSocketAddress();
        return address == null ? null : address.toString();
    }

    /**
     * @return how many connections are open
     */
    @ManagedAttribute(value = "The number of open connections", readonly = true, proxied = true)
    public int getConnections() {
        return connector().getConnectedEndPoints().size();
    }

    /**
     * @return whether new connections are accepted
     */
    @ManagedAttribute(value = "Whether new connections are accepted", proxied = true)
    public boolean isAccepting() {
        return connector().isAccepting();
    }

    /**
     * @param accepting false to let new connections wait in the accept queue
     */
    public void setAccepting(boolean accepting) {
        connector().setAccepting(accepting);
    }

    private UnixSocketConnector connector() {
        return (UnixSocketConnector) getManagedObject();
    }
}
