/** Tests of the access log's chain. */
@org.jspecify.annotations.NullMarked
package vn.khop.server.audit;
