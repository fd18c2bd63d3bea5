package org.gangway.jetty.jmx;

import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.gangway.jetty.AjpConnectionFactory;

/** Shows what only AJP13 has, as texts. */
@ManagedObject("Makes AJP13 connections")
public class AjpConnectionFactoryMBean extends GatewayConnectionFactoryMBean {
    /**
     * @param factory an {@link AjpConnectionFactory}
     */
    public AjpConnectionFactoryMBean(Object factory) {
        super(factory);
    }

    /**
     * @return auto, standard or raw
     */
    @ManagedAttribute(value = "How the packets of a request body are framed", readonly = true, proxied = true)
    public String getBodyPackets() {
        return text(factory().getBodyPackets());
    }

    /**
     * @return drop or refuse
     */
    @ManagedAttribute(
            value = "What becomes of a request with an attribute that isn't allowed",
            readonly = true,
            proxied = true)
    public String getOtherAttributes() {
        return text(factory().getOtherAttributes());
    }

    private AjpConnectionFactory factory() {
        return (AjpConnectionFactory) getManagedObject();
    }
}
