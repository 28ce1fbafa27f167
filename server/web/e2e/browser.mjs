// A real browser, and what every page of the product is watched for while it is driven.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-quic",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export function startBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** A page of a visitor with no past; `faults` gathers policy violations, script errors and console errors of everything it shows. */
export async function newVisitor(browser, faults, viewport = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport, locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.exposeBinding("noteViolation", (_, violation) => faults.push(`policy: ${violation}`));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.noteViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
    });
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.stack}`));
  page.on("console", (message) => {
    // The browser itself reports each refused request; those are part of what is tested.
    if (message.type() === "error" && !/^Failed to load resource/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  return page;
}

/** What axe has against the page as it stands: rule, why, where. Empty is good. */
export async function axeViolations(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags } }), AXE_RULES);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(" | ")}`);
}

/** Columns of numbers on the page that do not say what they count. Names that happen to be digits are none (`translate="no"`), nor are the numbers of a drawing. */
export function numbersWithoutMeaning(page) {
  return page.evaluate(() => {
    const isNumber = (text) => /^[+−-]?\d[\d.,]*(?:\s?(?:%|ms|bit|bits))?$/u.test(text.trim());
    const found = new Set();
    for (const table of document.querySelectorAll("table")) {
      if (table.closest("details") !== null) continue;
      const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
      for (const row of table.tBodies[0]?.rows ?? []) {
        for (const cell of row.cells) {
          const head = heads[cell.cellIndex];
          const isPlain = cell.tagName === "TD" && row.cells.length === heads.length && cell.translate && cell.querySelector("button, code") === null;
          if (isPlain && isNumber(cell.innerText.split("\n")[0]) && head.querySelector("button") === null) found.add(`${head.innerText}: ${cell.innerText}`);
        }
      }
    }
    return [...found];
  });
}

/** What is written beside each label of the page's numbers. */
export async function figuresOf(page) {
  const pairs = await page.locator("dl > div:has(> dt button)").evaluateAll((all) => all.map((one) => [one.querySelector("dt").innerText.trim(), one.querySelector("dd").innerText.trim()]));
  return Object.fromEntries(pairs);
}

/** What the page is told by the API as it is opened, once it is drawn. */
export async function openedWith(page, address, ...paths) {
  // What the page before has asked for is of no interest.
  await page.goto("about:blank");
  const answered = paths.map((path) => page.waitForResponse((answer) => new URL(answer.url()).pathname === path && answer.ok()));
  await page.goto(address);
  const told = await Promise.all(answered.map(async (answer) => (await answer).json()));
  await page.locator("h1").waitFor();
  await page.waitForFunction(() => document.querySelector("[class*=loading]") === null);
  return told;
}

export async function logIn(page, url, { username, password }) {
  await page.goto(`${url}/`);
  await page.locator('a[href="/login"]').click();
  await page.locator("#username").fill(username);
  await page.locator("#password").fill(password);
  await page.locator('button[type="submit"]').click();
}

/**
 * Pages of people who are logged in: each role logs in once, and its further pages take the session along.
 *
 * @param accountOf the name and password of a role
 */
export function visitors(faults, accountOf) {
  const cookies = new Map();
  return async (browser, url, role, path, viewport = undefined) => {
    const page = await newVisitor(browser, faults, viewport);
    if (cookies.has(role)) {
      await page.context().addCookies(cookies.get(role));
    } else {
      await logIn(page, url, accountOf(role));
      await page.locator("header nav a").first().waitFor();
      cookies.set(role, await page.context().cookies());
    }
    await page.goto(`${url}${path}`);
    return page;
  };
}

/** As the page itself asks: with the session and its anti-forgery token. */
export function asks(page, path, body) {
  return page.evaluate(
    async ([address, sent]) => {
      const session = await (await fetch("/api/v1/session")).json();
      const answer = await fetch(address, {
        method: sent === undefined ? "GET" : "POST",
        headers: { "Content-Type": "application/json", [session.csrf.header]: session.csrf.token },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      });
      return { status: answer.status, body: await answer.json() };
    },
    [path, body],
  );
}

const SLOW_BYTES_PER_SECOND = 1_500_000 / 8;
const SLOW_LATENCY_MILLIS = 100;

/** From now on the page stands at a hospital's slow line: 1.5 Mbit/s, and a tenth of a second for each answer. */
export async function onASlowLine(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: SLOW_LATENCY_MILLIS,
    downloadThroughput: SLOW_BYTES_PER_SECOND,
    uploadThroughput: SLOW_BYTES_PER_SECOND,
  });
}

/** The value below which that share of them lies. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** How wide the page is in a window of 320 pixels, once it has been laid out anew. */
export async function widthWhenNarrow(page, height = 640) {
  await page.setViewportSize({ width: 320, height });
  await page.waitForFunction(() => document.documentElement.scrollWidth <= 320, undefined, { timeout: 5000 }).catch(() => {});
  return page.evaluate(() => document.documentElement.scrollWidth);
}
