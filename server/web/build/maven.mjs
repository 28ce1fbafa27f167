// What Maven runs for this folder: install | build | test. The first two do nothing when what they read has not changed,
// so that a Java change never waits for the browser's side.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const INSTALL_STAMP = "node_modules/.khop-installed";
const BUILD_STAMP = "../target/web-build.stamp";
const BUILT = "../target/classes/static/index.html";

const [step, skipTests] = process.argv.slice(2);

function filesUnder(path) {
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]))
    .sort();
}

function fingerprint(files) {
  const hash = createHash("sha256").update(`${process.version} ${process.platform} ${process.arch}`);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

function isFresh(stamp, print, product) {
  return existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === print;
}

function npm(...words) {
  // The npm beside this node, without a shell to find it.
  const { status, error } = spawnSync(process.platform === "win32" ? "npm.cmd" : "npm", words, { stdio: "inherit" });
  if (error) throw new Error(`npm could not be started: install Node 20 with npm and see that both are on the PATH (${error.message})`);
  if (status !== 0) process.exit(status ?? 1);
}

function once(stamp, print, product, make) {
  if (isFresh(stamp, print, product)) return;
  make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
}

const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(`found Node ${process.versions.node}, expected 20.19 or newer to build the browser's side: install it, or leave that side out with -DskipWeb`);
  process.exit(1);
}

const manifest = ["package.json", "package-lock.json", ".npmrc"];
switch (step) {
  case "install":
    once(INSTALL_STAMP, fingerprint(manifest), "node_modules/vite/package.json", () =>
      npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
    );
    break;
  case "build": {
    const sources = [...manifest, "index.html", "tsconfig.json", "vite.config.ts", ...["build", "public", "src"].flatMap(filesUnder)];
    once(BUILD_STAMP, fingerprint(sources), BUILT, () => npm("run", "--silent", "build"));
    break;
  }
  case "test":
    if (skipTests !== "true") npm("run", "--silent", "test");
    break;
  default:
    throw new Error(`unknown step '${step}'; expected install, build or test`);
}
