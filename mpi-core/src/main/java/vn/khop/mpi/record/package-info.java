/**
 * What every stage speaks: a record as it arrived ({@link vn.khop.mpi.record.RawRecord}) and as it is understood ({@link
 * vn.khop.mpi.record.PersonRecord}), with one immutable {@link vn.khop.mpi.record.FieldValue} for each field of a schema.
 * Values carry comparable forms made once (keys without marks, packed dates, code sets) and no scoring. The package knows
 * no normaliser, no schema and no stage. Read {@link vn.khop.mpi.record.PersonRecord} first.
 */
@NullMarked
package vn.khop.mpi.record;

import org.jspecify.annotations.NullMarked;
