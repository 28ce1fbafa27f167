package vn.khop.server.registry;

import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Progress;

/** Links whole files with the model that serves feeds; the ids of the records are source ids. */
@FunctionalInterface
public interface FileLinkage {
    BatchLinkage.Result link(BatchLinkage.RecordSource records, Progress progress);
}
