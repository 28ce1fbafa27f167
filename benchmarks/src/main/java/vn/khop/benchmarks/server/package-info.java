/**
 * What measures a server from outside: the process it runs in, a token as its issuer gives them, requests at a rate. Knows nothing of what is asked. Read
 * {@link vn.khop.benchmarks.server.RunningProcess} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.benchmarks.server;
