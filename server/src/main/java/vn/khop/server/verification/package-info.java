/**
 * Are the citizen numbers that hospitals wrote really their patients'? Asks the national population database by and by and has the answers written into the records; never keeps a feed waiting. Knows no SQL and nothing
 * of matching. Read {@link vn.khop.server.verification.Verification} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.verification;
