/**
 * The files of the command line: records in CSV in, clusters and pairs in CSV out, and how two partitions compare. What is wrong
 * with a file is an {@link vn.khop.mpi.file.InvalidInputException} that says where and what to do. Read {@link
 * vn.khop.mpi.file.RecordFile} first.
 */
@NullMarked
package vn.khop.mpi.file;

import org.jspecify.annotations.NullMarked;
