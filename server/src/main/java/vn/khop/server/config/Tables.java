package vn.khop.server.config;

/** Our tables are there, in this build's version. Who reads or writes them takes this, and so is made after them. */
record Tables() {}
