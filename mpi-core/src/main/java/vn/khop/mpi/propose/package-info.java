/**
 * Looks at files that nobody described and proposes a schema for them: what each column holds, how to compare it, by which keys
 * to find candidates. Beside the pipeline, which never imports it; it knows no truth, no score and no single file. Read {@link
 * vn.khop.mpi.propose.SchemaProposal} first.
 */
@NullMarked
package vn.khop.mpi.propose;

import org.jspecify.annotations.NullMarked;
