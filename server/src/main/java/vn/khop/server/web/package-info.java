/**
 * Sends the browser's side: one HTML page with a fresh nonce under a strict content security policy, and the hashed files it loads. What the pages ask goes
 * to {@code /api/v1}, so this package must know neither persons nor codes, nor who is logged in. The pages themselves are in {@code server/web}. Read
 * {@link vn.khop.server.web.IndexPage} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.web;
