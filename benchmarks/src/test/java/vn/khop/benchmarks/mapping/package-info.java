@org.jspecify.annotations.NullMarked
package vn.khop.benchmarks.mapping;
