/** Tests of the reference tables, and the compiler that makes them. */
@NullMarked
package vn.khop.reference;

import org.jspecify.annotations.NullMarked;
