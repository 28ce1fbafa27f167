import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `npm run dev` sends what it does not serve itself: a `bin/khop demo`, or the test fixture server. */
const backend = process.env["KHOP_URL"] ?? "http://localhost:8080";
const fromBackend = { target: backend, changeOrigin: false };

export default defineConfig({
  plugins: [react()],
  // The server writes a fresh nonce over this word in every index.html it sends (vn.khop.server.web).
  html: { cspNonce: "KHOP_CSP_NONCE" },
  build: {
    outDir: process.env["KHOP_WEB_OUT"] ?? "../target/classes/static",
    emptyOutDir: true,
    target: "es2022",
    // A data: address for a small picture is the one thing img-src allows besides our own origin; fonts must be files.
    assetsInlineLimit: (file) => (file.endsWith(".svg") ? undefined : false),
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  server: {
    proxy: {
      "/api": fromBackend,
      "/login": fromBackend,
      "/logout": fromBackend,
      "/oauth2": fromBackend,
    },
  },
  test: { include: ["test/**/*.test.ts", "test/**/*.test.tsx"], environment: "node" },
});
