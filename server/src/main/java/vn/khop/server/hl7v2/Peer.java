package vn.khop.server.hl7v2;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who is at the other end of a connection.
 *
 * @param certificate SHA-256 of the client certificate that was shown, in hexadecimal digits
 */
record Peer(InetAddress address, Optional<String> certificate) {}
