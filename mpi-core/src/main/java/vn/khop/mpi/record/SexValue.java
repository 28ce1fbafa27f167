package vn.khop.mpi.record;

import vn.khop.reference.Sex;

/** A person's sex as a facility recorded it. */
public record SexValue(Sex sex) implements FieldValue {
    @Override
    public <R> R fold(Cases<R> cases) {
        return cases.sex(this);
    }
}
