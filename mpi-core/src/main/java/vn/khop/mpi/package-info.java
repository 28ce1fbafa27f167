/**
 * The door of the engine. {@link vn.khop.mpi.Linker} answers about single records with a trained model, {@link
 * vn.khop.mpi.BatchLinkage} links whole files and trains; both give the same answer for the same records and model. Knows no
 * HTTP, no SQL, no FHIR.
 */
@NullMarked
package vn.khop.mpi;

import org.jspecify.annotations.NullMarked;
