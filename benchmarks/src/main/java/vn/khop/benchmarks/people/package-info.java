/**
 * Synthetic Vietnamese people with truth: cohorts, households, twins, newborn children, namesakes, and hospitals that each write and
 * err in their own way. Seeded, of any size in bounded memory, and made by its own idea of the world, so that figures on it are
 * figures on a file that the engine has never seen. It knows nothing of the engine. Read {@link
 * vn.khop.benchmarks.people.GeneratePeople} first, then {@link vn.khop.benchmarks.people.City} (who lives there) and {@link
 * vn.khop.benchmarks.people.Hospital} (what is written about them).
 */
@NullMarked
package vn.khop.benchmarks.people;

import org.jspecify.annotations.NullMarked;
