package vn.khop.server.security;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Revocations in memory. */
final class UnkeptRevocations implements Revocations.Store {
    private final List<Revocations.Revocation> all = new CopyOnWriteArrayList<>();

    @Override
    public void add(Revocations.Revocation revocation) {
        all.add(revocation);
    }

    @Override
    public List<Revocations.Revocation> all() {
        return List.copyOf(all);
    }
}
