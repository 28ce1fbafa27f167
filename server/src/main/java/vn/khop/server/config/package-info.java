/**
 * How the parts are put together and started: settings, wiring, the two steps of the boot. Every class of the other rooms takes a constructor and is built here.
 * It decides nothing about persons or codes. Read {@link vn.khop.server.config.KhopServer} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.config;
