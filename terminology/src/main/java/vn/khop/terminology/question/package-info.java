/** What a question about codes is asked with and how its answer complains: settings (languages, versions, switches), issues with their messages in Vietnamese and English, and the scope that ties both to the resources in view. It must not know HTTP nor how FHIR writes an answer. Read {@link vn.khop.terminology.question.Scope} first. */
@NullMarked
package vn.khop.terminology.question;

import org.jspecify.annotations.NullMarked;
