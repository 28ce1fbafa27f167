/**
 * A code system becomes an immutable, memory-mapped image, and images stand side by side in a folder with one catalogue that says which
 * is current. Knows no loader: it takes a {@link vn.khop.terminology.concept.CodeSystem}, whoever made it. Open
 * {@link vn.khop.terminology.compile.ImageFolder} first, then {@link vn.khop.terminology.compile.ConceptFile} for the format.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.compile;
