/**
 * The first stage: raw text to {@link vn.khop.mpi.record.FieldValue}s. Each {@link vn.khop.mpi.normalise.Normaliser} is a
 * pure function, total on any text, that says in findings what it corrected, refused or could read in several ways; a schema
 * chooses one for each field by its name in {@link vn.khop.mpi.normalise.Normalisers}. The package knows no schema, no file,
 * no comparison and no score. Read {@link vn.khop.mpi.normalise.Normalisers} first.
 */
@NullMarked
package vn.khop.mpi.normalise;

import org.jspecify.annotations.NullMarked;
