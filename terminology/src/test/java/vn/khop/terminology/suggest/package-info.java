@org.jspecify.annotations.NullMarked
package vn.khop.terminology.suggest;
