/** The compiled releases as the resources that questions see. It must not know how questions are answered. Read {@link vn.khop.terminology.space.ImageSpace} first. */
@NullMarked
package vn.khop.terminology.space;

import org.jspecify.annotations.NullMarked;
