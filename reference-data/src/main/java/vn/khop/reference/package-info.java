/**
 * What Vietnam fixes by decision: administrative units before and since 2025-07-01 and their succession, place codes of
 * citizen numbers, health-insurance card groups, telephone changes, sexes, and how often names occur; every row with its
 * source and validity. It knows nothing of persons, records, storage or any other module. Read {@link
 * vn.khop.reference.ReferenceData} first.
 */
@NullMarked
package vn.khop.reference;

import org.jspecify.annotations.NullMarked;
