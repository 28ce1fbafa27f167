package vn.khop.server.refused;

import java.util.Optional;
import vn.khop.server.security.Actor;

/** A way in whose refused messages are kept. Thread-safe. */
public interface WayIn {
    /** What a message says, to be read by a person, as far as its bytes can be read. */
    String text(byte[] content);

    /** The message that a person wrote. */
    byte[] content(String text);

    /** What is still kept of a message when nothing is left to do about it. */
    byte[] settled(byte[] content);

    /**
     * Takes a kept message, mended or not, by the word of somebody who speaks for its facility.
     *
     * @return why it is not taken; empty when it is
     */
    Optional<RefusedMessage.Why> takeAgain(RefusedMessage kept, byte[] content, Actor person);
}
