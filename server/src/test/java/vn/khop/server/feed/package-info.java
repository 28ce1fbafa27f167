@org.jspecify.annotations.NullMarked
package vn.khop.server.feed;
