// The product as a person starts it: the built jar, in demo mode, with a data folder of its own on a free port.
import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const START_MAX_MILLIS = 180_000;
const STOP_MAX_MILLIS = 30_000;
const JAR = process.env.KHOP_JAR ?? new URL("../../target/khop.jar", import.meta.url).pathname;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts it, with these settings in its environment, and waits until it answers. KHOP_URL with KHOP_CREDENTIALS names one that runs already.
 * @returns {Promise<{url: string, account: (role: string) => {username: string, password: string}, second: {username: string, password: string}, stop: () => Promise<void>, folder: string, messagePort?: number}>}
 */
export async function startProduct(settings = {}) {
  if (process.env.KHOP_URL) return productAt(process.env.KHOP_URL, process.env.KHOP_CREDENTIALS, async () => {});
  if (!existsSync(JAR)) throw new Error(`no jar at ${JAR}: build it (mvn package) or name one with KHOP_JAR`);

  const data = mkdtempSync(join(tmpdir(), "khop-e2e-"));
  const port = await freePort();
  const messagePort = await freePort();
  const log = join(data, "server.log");
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
  const server = spawn(java, ["-Xmx2g", "-Dfile.encoding=UTF-8", "-jar", JAR, "demo", "--port", String(port), "--data", join(data, "data")], {
    stdio: ["ignore", "pipe", "pipe"],
    // Tests count tasks and look at what comes of one decision: nothing is drawn by chance but where a test says so.
    env: { ...process.env, KHOP_HL7V2_PORT: String(messagePort), KHOP_SECOND_PERSON_BLIND_SHARE: "0", KHOP_SECOND_PERSON_KNOWN_SHARE: "0", ...settings },
  });
  const output = createWriteStream(log);
  server.stdout.pipe(output);
  server.stderr.pipe(output);
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const stop = async () => {
    server.kill("SIGTERM");
    await Promise.race([ended, pause(STOP_MAX_MILLIS, undefined, { ref: false })]);
    if (server.exitCode === null && server.signalCode === null) server.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await isReady(`http://localhost:${port}`, server, log);
    return { ...productAt(`http://localhost:${port}`, join(data, "data", "demo-credentials.json"), stop), messagePort };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function isReady(url, server, log) {
  const giveUp = Date.now() + START_MAX_MILLIS;
  while (Date.now() < giveUp) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}:\n${tail(log)}`);
    try {
      const answer = await fetch(`${url}/actuator/health/readiness`, { signal: AbortSignal.timeout(2000) });
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await pause(300);
  }
  throw new Error(`the server was not ready after ${START_MAX_MILLIS} ms:\n${tail(log)}`);
}

function tail(file) {
  return readFileSync(file, "utf8").split("\n").slice(-40).join("\n");
}

function productAt(url, credentials, stop) {
  const { roles, second_terminology_admin: second } = JSON.parse(readFileSync(credentials, "utf8"));
  const account = (role) => {
    const found = roles.find((candidate) => candidate.role === role);
    if (found === undefined) throw new Error(`${credentials} has no account for ${role}`);
    return found;
  };
  return { url, account, second, stop, folder: dirname(credentials) };
}
