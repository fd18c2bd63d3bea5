package org.gangway.jetty.jmx;

import org.eclipse.jetty.util.annotation.ManagedAttribute;
import org.eclipse.jetty.util.annotation.ManagedObject;
import org.gangway.jetty.ScgiConnectionFactory;

/** Shows what only SCGI has, as a text. */
@ManagedObject("Makes SCGI connections")
public class ScgiConnectionFactoryMBean extends GatewayConnectionFactoryMBean {
    /**
     * @param factory a {@link ScgiConnectionFactory}
     */
    public ScgiConnectionFactoryMBean(Object factory) {
        super(factory);
    }

    /**
     * @return strict, default or lenient
     */
    @ManagedAttribute(value = "How exactly requests must follow the specification", readonly = true, proxied = true)
    public String getCompliance() {
        return text(((ScgiConnectionFactory) getManagedObject()).getCompliance());
    }
}
