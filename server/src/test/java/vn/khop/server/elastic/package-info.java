@NullMarked
package vn.khop.server.elastic;

import org.jspecify.annotations.NullMarked;
