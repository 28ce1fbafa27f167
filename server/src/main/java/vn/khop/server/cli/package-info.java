/** The command line: one class for each command of {@code bin/khop}. Open {@link vn.khop.server.cli.Khop} first. */
@org.jspecify.annotations.NullMarked
package vn.khop.server.cli;
