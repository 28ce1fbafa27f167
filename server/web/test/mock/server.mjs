// A stand-in for the server while pages are being made, and for tests of states that the real one seldom shows. Never shipped: the
// build reads nothing under test/. Run: node test/mock/server.mjs [port]
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { CODE_SYSTEMS, CONCEPTS, EXPLANATION, PEOPLE } from "./people.mjs";

const STATIC = new URL("../../../target/classes/static/", import.meta.url).pathname;
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

export function createMock() {
  const state = { fail: undefined };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    let body = "";
    for await (const part of request) body += part;
    const json = (status, value) => {
      response.writeHead(status, {
        "Content-Type": status < 400 ? "application/json" : "application/problem+json",
        "Cache-Control": "no-store",
      });
      response.end(JSON.stringify(value));
    };
    const problem = (status, code, detail) => json(status, { status, title: code, code, detail });

    if (url.pathname === "/login") {
      response.writeHead(302, { Location: "/issuer/login" });
      return response.end();
    }
    if (url.pathname === "/issuer/login" && request.method === "GET") {
      response.writeHead(200, { "Content-Type": "text/html;charset=UTF-8" });
      const alert = url.searchParams.has("error") ? '<p role="alert">Mật khẩu không đúng</p>' : "";
      const language = url.searchParams.get("lang") ?? "vi";
      return response.end(
        `<!doctype html><html lang="${language}"><title>Đăng nhập</title><main><h1>Khớp</h1>${alert}<form method="post"><label for="username">u</label><input id="username" name="username"><label for="password">p</label><input id="password" type="password" name="password"><button type="submit">Đăng nhập</button></form><p><a href="?lang=en">English</a></p></main>`,
      );
    }
    if (url.pathname === "/issuer/login") {
      const form = new URLSearchParams(body);
      const open = form.get("password") === "mock";
      response.writeHead(302, {
        Location: open ? "/" : "/issuer/login?error",
        ...(open ? { "Set-Cookie": `session=${form.get("username")}; Path=/; HttpOnly` } : {}),
      });
      return response.end();
    }
    if (url.pathname === "/logout") {
      response.writeHead(204, { "Set-Cookie": "session=; Path=/; Max-Age=0", "Clear-Site-Data": '"cache", "cookies", "storage"' });
      return response.end();
    }
    if (url.pathname.startsWith("/api/")) {
      const role = /session=([a-z-]+)/.exec(request.headers.cookie ?? "")?.[1];
      if (role === undefined) return problem(401, "SESSION_ENDED");
      if (state.fail !== undefined && url.pathname !== "/api/v1/session") return problem(state.fail, "TEST_FAILURE", "Lỗi thử nghiệm.");
      return answer(role, url, body === "" ? {} : JSON.parse(body), json, problem);
    }
    if (url.pathname.startsWith("/assets/") || url.pathname === "/khop.svg") {
      try {
        const bytes = readFileSync(join(STATIC, normalize(url.pathname)));
        response.writeHead(200, { "Content-Type": TYPES[extname(url.pathname)] ?? "application/octet-stream" });
        return response.end(bytes);
      } catch {
        response.writeHead(404);
        return response.end();
      }
    }
    response.writeHead(200, {
      "Content-Type": "text/html;charset=UTF-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-mock'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    });
    return response.end(readFileSync(join(STATIC, "index.html"), "utf8").replaceAll("KHOP_CSP_NONCE", "mock"));
  });

  function answer(role, url, asked, json, problem) {
    const path = url.pathname.slice("/api/v1".length);
    if (path === "/session") {
      return json(200, { username: "clerk", displayName: "Trần Thị Rà Soát", roles: [role], csrf: { header: "X-XSRF-TOKEN", token: "t" } });
    }
    if (path === "/persons/search") {
      const items = PEOPLE.filter((person) => asked.name === undefined || bare(person.summary.name).includes(bare(asked.name))).map(
        (person) => person.summary,
      );
      return json(200, { total: items.length, more: false, items });
    }
    if (path.startsWith("/persons/") && role === "auditor") return problem(403, "NOT_PERMITTED");
    const person = PEOPLE.find((candidate) => path.startsWith(`/persons/${candidate.summary.enterpriseId}`));
    if (path.startsWith("/persons/") && person === undefined) return problem(404, "UNKNOWN_PERSON", "Không có người này.");
    if (path.endsWith("/explanation")) return json(200, EXPLANATION);
    if (path.startsWith("/persons/")) return json(200, person.whole);
    if (path === "/code-systems") return json(200, CODE_SYSTEMS);
    if (path === "/code-systems/search") {
      const words = bare(asked.text).split(" ");
      const items = CONCEPTS.filter((concept) => words.every((word) => bare(`${concept.code} ${concept.display}`).includes(word)));
      return json(200, { total: items.length, items, release: { system: asked.system, version: "2024" } });
    }
    if (path === "/code-systems/lookup") {
      const concept = CONCEPTS.find((candidate) => candidate.code === asked.code);
      return concept === undefined
        ? problem(404, "UNKNOWN_CODE", "Không có mã này.")
        : json(200, { ...concept, properties: [{ name: "parent", value: "J09-J18" }], release: { system: asked.system, version: "2024" } });
    }
    if (path === "/access-log") {
      return json(200, {
        items: [
          { at: "2026-11-20T08:01:02Z", actor: "clerk", client: "khop-ui", role: "CLERK", action: "READ", purpose: "TREAT", outcome: "SUCCESS" },
        ],
      });
    }
    return problem(404, "NO_SUCH_PATH", path);
  }
  return { server, state };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const port = Number(process.argv[2] ?? 8090);
  createMock().server.listen(port, "127.0.0.1", () => console.log(`mock on http://127.0.0.1:${port}`));
}
