/** How fast are feeds and matches over HTTP, at a registry that is filled already? Knows of the server only what a client knows. Read {@link vn.khop.benchmarks.registry.MeasureRegistry} first. */
@org.jspecify.annotations.NullMarked
package vn.khop.benchmarks.registry;
