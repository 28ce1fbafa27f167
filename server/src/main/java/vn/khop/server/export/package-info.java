/**
 * How does the whole register go out? Exports that two people agreed on, written page by page into files that go again after a while. Knows no SQL, and not how a person is written. Read
 * {@link vn.khop.server.export.ExportDesk} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.export;
