// After the bundler: fails the build when a first visit would have to load more than it may, or a page's own part grows past its
// share; then lays a compressed copy beside each text asset, which the server sends as it is.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const FIRST_LOAD_MAX_KIB = 250;
const ROUTE_CHUNK_MAX_KIB = 80;

const out = process.env.KHOP_WEB_OUT ?? "../target/classes/static";
const html = readFileSync(join(out, "index.html"), "utf8");
const kib = (file) => gzipSync(readFileSync(join(out, file))).length / 1024;

const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const assets = readdirSync(join(out, "assets")).map((name) => `assets/${name}`);
const routes = assets.filter((file) => file.endsWith(".js") && !first.includes(file));
const firstLoad = kib("index.html") + first.reduce((sum, file) => sum + kib(file), 0);
const largestRoute = Math.max(0, ...routes.map(kib));

console.log(
  `first load ${firstLoad.toFixed(1)} KiB gzip of ${FIRST_LOAD_MAX_KIB}; largest page part ${largestRoute.toFixed(1)} of ${ROUTE_CHUNK_MAX_KIB}`,
);
if (first.length === 0) throw new Error(`${out}/index.html names no script: is the build complete?`);
if (firstLoad > FIRST_LOAD_MAX_KIB) throw new Error(`first load is over its budget: ${first.join(", ")}`);
if (largestRoute > ROUTE_CHUNK_MAX_KIB) throw new Error(`a page's part is over its budget: ${routes.join(", ")}`);

for (const file of assets.filter((name) => /\.(?:js|css|svg)$/.test(name))) {
  const bytes = readFileSync(join(out, file));
  writeFileSync(join(out, `${file}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(out, `${file}.br`), brotliCompressSync(bytes));
}
