/** What a code becomes in another code system, by concept maps. It must not know how an answer is written. Read {@link vn.khop.terminology.translate.Translator} first. */
@NullMarked
package vn.khop.terminology.translate;

import org.jspecify.annotations.NullMarked;
