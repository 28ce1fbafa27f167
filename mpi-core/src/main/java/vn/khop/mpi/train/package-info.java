/**
 * Learns a {@link vn.khop.mpi.model.LinkageModel} from records, without labels and better with them. Stands beside the pipeline,
 * which never imports it. Read {@link vn.khop.mpi.train.Trainer} first.
 */
@NullMarked
package vn.khop.mpi.train;

import org.jspecify.annotations.NullMarked;
