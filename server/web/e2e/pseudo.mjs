// A language that nobody speaks: every letter is another one, every text two fifths longer, between brackets. What a page shows without them is not translated; what overflows with them will overflow in some language.
import { readFileSync } from "node:fs";

const KEYS = new Set(Object.keys(JSON.parse(readFileSync(new URL("../src/i18n/en.json", import.meta.url), "utf8"))));
const LETTERS = { a: "å", e: "ë", i: "ï", o: "ö", u: "ü", y: "ÿ", A: "Å", E: "Ë", I: "Ï", O: "Ö", U: "Ü", n: "ñ", c: "ç" };
/** A message among the scripts of the built page: its key, and its text as a literal. */
const MESSAGE = /["'`]([A-Za-z]+\.[^"'`\s]+)["'`]:(`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/gu;
/** In every language. */
const PRODUCT = "Khớp";
/** Words of the server's own, such as states and kinds of things, which only the page's texts say to people. */
const WORD_OF_THE_SERVER = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/u;
/** What the server calls people, programs and things by; nobody translates it. */
const NAMES = /(?:By|user|username|clerk|client|name|model|id|code|facility|reference|actor|destination|holder|list|system|version|about|field|items)$/iu;

/** The text in that language; what stands in braces is the message's own grammar. */
function pseudo(message) {
  let depth = 0;
  let letters = 0;
  let out = "";
  for (const sign of message) {
    if (sign === "{") depth++;
    else if (sign === "}") depth--;
    const isText = depth % 2 === 0;
    if (isText && /\p{L}/u.test(sign)) letters++;
    out += isText ? (LETTERS[sign] ?? sign) : sign;
  }
  return `⟦${out}${" öööööö".repeat(Math.ceil((letters * 0.4) / 7))}⟧`;
}

/** From now on the page speaks that language, whichever is chosen; gives what finds the texts that it does not speak. */
export async function speakPseudo(page) {
  const data = new Set();
  const answers = [];
  page.on("response", (answer) => {
    if (!answer.url().includes("/api/v1/")) return;
    answers.push(answer.json().then((body) => gather(body, "", data), () => undefined));
  });
  await page.route("**/assets/*.js", async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    const body = script.replace(MESSAGE, (whole, key, literal) => (KEYS.has(key) ? `${JSON.stringify(key)}:${JSON.stringify(pseudo(new Function(`return ${literal}`)()))}` : whole));
    await route.fulfill({ status: response.status(), contentType: "text/javascript; charset=utf-8", body });
  });
  return async () => {
    await Promise.all(answers);
    return untranslated(page, [...data]);
  };
}

function gather(value, key, into) {
  if (Array.isArray(value)) for (const one of value) gather(one, key, into);
  else if (typeof value === "object" && value !== null) for (const [name, one] of Object.entries(value)) gather(one, name, into);
  else if (typeof value === "string" && (NAMES.test(key) || !WORD_OF_THE_SERVER.test(value))) into.add(value.normalize("NFC"));
}

/** Each text on the page in which there are words that are neither of that language nor what the server said of something. */
function untranslated(page, data) {
  // The longest first: what is part of another is not to cut it in two.
  const words = [PRODUCT, ...data].filter((one) => /\p{L}/u.test(one)).sort((a, b) => b.length - a.length);
  return page.evaluate((said) => {
    const without = (text, part) => {
      let rest = text;
      for (let former = ""; former !== rest; ) {
        former = rest;
        rest = rest.replace(part, " ");
      }
      return rest;
    };
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.normalize("NFC").trim();
      const element = walker.currentNode.parentElement;
      if (!/\p{L}{2}/u.test(text)) continue;
      if (element.closest("script, style, noscript, kbd, code, [lang]:not(html)") !== null || !element.checkVisibility()) continue;
      // A part of what the server said may stand alone, such as a date's year; or several with something between.
      if (said.some((one) => one.includes(text))) continue;
      const others = said.reduce((rest, one) => rest.replaceAll(one, " "), without(text, /⟦[^⟦⟧]*⟧/u));
      if (/\p{L}{2}/u.test(others)) found.add(text);
    }
    return [...found];
  }, words);
}
