/**
 * Synthetic Vietnamese people with truth: households, twins, newborn children, hospitals that each err in their own way. Seeded,
 * of any size, and made by its own idea of the world, so that figures on it are figures on a file that the engine has never
 * seen. Read {@link vn.khop.benchmarks.people.PeopleGenerator} first.
 */
@NullMarked
package vn.khop.benchmarks.people;

import org.jspecify.annotations.NullMarked;
