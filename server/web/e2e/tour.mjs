// Pictures of the flows for docs/tour, which the tests take as they go: where KHOP_TOUR names a folder, else none are taken.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = process.env.KHOP_TOUR;
const LANGUAGES = ["vi", "en"];
/** Enough that letters stay clean; a page of the desk is some 40 KB. */
const QUALITY = 82;

/**
 * Takes the page as it stands, in each language, and leaves it in the one that it had.
 *
 * @param part what is to be in the middle of it, where the page is longer than the window
 */
export async function picture(page, name, part = undefined) {
  if (FOLDER === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  const former = await page.locator("html").getAttribute("lang");
  const session = await page.context().newCDPSession(page);
  for (const language of LANGUAGES) {
    await speak(page, language);
    await part?.evaluate((element) => element.scrollIntoView({ block: "center" }));
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
    writeFileSync(join(FOLDER, `${name}.${language}.webp`), Buffer.from(data, "base64"));
  }
  await speak(page, former);
  await session.detach();
}

/** By the page's own switch, also behind a dialog, and without moving the focus. */
async function speak(page, language) {
  await page.evaluate((wanted) => document.querySelector(`button[lang=${wanted}]`).click(), language);
  await page.locator(`html[lang="${language}"]`).waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() => document.querySelector("[class*=loading]") === null);
  // What fades, fades out first.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {}))));
}
