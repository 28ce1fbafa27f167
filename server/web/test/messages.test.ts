import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";
import en from "../src/i18n/en.json";
import vi from "../src/i18n/vi.json";

const SOURCE = new URL("../src/", import.meta.url).pathname;

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(join(folder, entry.name), ending) : ending.test(entry.name) ? [join(folder, entry.name)] : [],
  );
}

const code = filesUnder(SOURCE, /\.tsx?$/u).map((file) => ({ file: file.slice(SOURCE.length), text: readFileSync(file, "utf8") }));
const allCode = code.map(({ text }) => text).join("\n");

interface Node {
  type: string;
  value?: unknown;
  name?: { name?: string };
  [key: string]: unknown;
}

function* nodesOf(node: unknown): Generator<Node> {
  if (Array.isArray(node)) {
    for (const child of node) yield* nodesOf(child);
  } else if (typeof node === "object" && node !== null) {
    if (typeof (node as Node).type === "string") yield node as Node;
    for (const child of Object.values(node)) yield* nodesOf(child);
  }
}

function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const walk = (parts: ReturnType<IntlMessageFormat["getAst"]>) => {
    for (const part of parts) {
      if ("value" in part && part.type !== 0) names.add(String(part.value));
      if ("options" in part) for (const option of Object.values(part.options)) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, "vi").getAst());
  return [...names].sort();
}

describe("messages", () => {
  it("exist in both languages, none empty", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(vi).sort());
    for (const [key, message] of [...Object.entries(vi), ...Object.entries(en)]) expect(message.trim(), key).not.toBe("");
  });

  it("take the same values in both languages, in a grammar that can be read", () => {
    for (const key of Object.keys(vi) as (keyof typeof vi)[]) expect(argumentsOf(en[key]), key).toEqual(argumentsOf(vi[key]));
  });

  it("are stored composed", () => {
    for (const message of [...Object.values(vi), ...Object.values(en)]) expect(message).toBe(message.normalize("NFC"));
  });

  it("are all used: each key is written in the code, or its family is", () => {
    const families = new Set([...allCode.matchAll(/named\(\s*"([A-Za-z]+)"/gu)].map((match) => match[1]));
    const unused = Object.keys(vi).filter((key) => !allCode.includes(`"${key}"`) && !families.has(key.split(".")[0]));
    expect(unused).toEqual([]);
  });

  it("say everything that the server can answer besides the answer, and why the registry refuses a decision", () => {
    const server = new URL("../../src/main/java/vn/khop/server/", import.meta.url).pathname;
    const namesIn = (file: string, pattern: RegExp) => [...readFileSync(join(server, file), "utf8").matchAll(pattern)].map((match) => String(match[1]).toLowerCase());
    const codes = namesIn("rest/ErrorCode.java", /^ {4}([A-Z_]+)\(\d+,/gmu);
    expect(codes.length).toBeGreaterThan(50);
    const refused = /case UNKNOWN_FACILITY,([^>]*)-> ErrorCode.DECISION_REFUSED/u.exec(readFileSync(join(server, "rest/Problems.java"), "utf8"))?.[1] ?? "";
    const reasons = ["unknown_facility", ...refused.split(",").map((reason) => reason.trim().toLowerCase())];
    expect(reasons.length).toBeGreaterThan(10);
    const conditions = namesIn("hl7v2/Rejected.java", /^ {8}([A-Z_]+)\("\d+",/gmu);
    expect(conditions.length).toBeGreaterThan(10);
    const wanted = [...codes.map((code) => `error.${code}`), ...reasons.map((reason) => `error.decision_refused_${reason}`), ...conditions.map((condition) => `refusedFor.${condition}`)];
    expect(wanted.filter((key) => !(key in vi))).toEqual([]);
  });

  it("are the only words on a page: no letter stands in a component's own text or in an attribute that is read out", () => {
    const readOut = new Set(["aria-label", "aria-description", "title", "placeholder", "alt", "label"]);
    const found: string[] = [];
    for (const { file, text } of code.filter(({ file }) => file.endsWith(".tsx"))) {
      for (const node of nodesOf(parseSync(file, text).program)) {
        const isText = node.type === "JSXText" && /\p{L}/u.test(String(node.value));
        const value = node["value"] as Node | undefined;
        const isAttribute =
          node.type === "JSXAttribute" && readOut.has(String(node.name?.name)) && value?.type === "Literal" && /\p{L}/u.test(String(value.value));
        if (isText || isAttribute) found.push(`${file}: ${String(isText ? node.value : value?.value).trim()}`);
      }
    }
    expect(found).toEqual([]);
  });
});

describe("the code", () => {
  it("writes no style into an element and no HTML from text", () => {
    const found = code.filter(({ text }) => /\bstyle=\{|dangerouslySetInnerHTML|\.innerHTML\b|\beval\(/u.test(text)).map(({ file }) => file);
    expect(found).toEqual([]);
  });

  it("keeps nothing but the language in the browser", () => {
    const storing = code.filter(({ text }) => /localStorage|sessionStorage|indexedDB|document\.cookie/u.test(text)).map(({ file }) => file);
    expect(storing).toEqual(["i18n/index.ts"]);
    expect([...allCode.matchAll(/setItem\(([A-Z_]+)/gu)].map((match) => match[1])).toEqual(["REMEMBERED"]);
  });
});
