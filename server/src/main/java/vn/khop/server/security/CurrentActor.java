package vn.khop.server.security;

/** The actor of the request that this thread is answering. */
@FunctionalInterface
public interface CurrentActor {
    /** The actor behind the present request; {@link Actor#anonymous} for one without a token. Outside a request: an anonymous one too, so nothing is granted by accident. */
    Actor get();
}
