/** Tests of the door, and the lists that tests share. */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology;
