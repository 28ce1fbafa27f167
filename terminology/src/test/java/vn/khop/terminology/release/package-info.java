/** Tests. */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.release;
