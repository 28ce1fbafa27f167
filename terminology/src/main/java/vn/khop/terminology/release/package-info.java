/**
 * What changes from one release of a code system to another, concept by concept. It must not know where releases lie, who asks, or which
 * of them is in force. Open {@link vn.khop.terminology.release.ReleaseDiff} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.release;
