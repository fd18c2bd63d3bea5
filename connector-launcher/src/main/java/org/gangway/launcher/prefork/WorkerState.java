package org.gangway.launcher.prefork;

/** How far a worker's life has come. */
public enum WorkerState {
    /** The JVM or its applications start. */
    STARTING,
    /** It takes requests. */
    SERVING,
    /** It has served as many requests as it is to, and goes on until another can do it. */
    LEAVING,
    /** It ends. */
    STOPPING
}
