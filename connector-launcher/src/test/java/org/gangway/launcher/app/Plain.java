package org.gangway.launcher.app;

/** Under other names it stands for classes that the server has, too. */
public class Plain {}
