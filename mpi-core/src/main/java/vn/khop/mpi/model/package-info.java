/**
 * What the engine is told and what it has learned: a {@link vn.khop.mpi.model.SchemaDefinition} says which columns there are
 * and how they are compared, a {@link vn.khop.mpi.model.LinkageModel} adds the probabilities that training found. Both are
 * values; nothing here knows how a level is computed or a score made. Read {@link vn.khop.mpi.model.LinkageModel} first.
 */
@NullMarked
package vn.khop.mpi.model;

import org.jspecify.annotations.NullMarked;
