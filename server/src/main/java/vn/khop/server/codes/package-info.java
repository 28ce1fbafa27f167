/** What is known of codes beside the compiled releases at this moment, in this process: the resources that were sent over REST. It must not know SQL, FHIR's library or who asks. Read {@link vn.khop.server.codes.PostedCodes} first. */
@NullMarked
package vn.khop.server.codes;

import org.jspecify.annotations.NullMarked;
