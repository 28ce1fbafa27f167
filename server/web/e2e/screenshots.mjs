// Takes a picture of each page for the documentation: npm run screenshots. They go to docs/images, and somebody looks at them.
import { mkdirSync } from "node:fs";
import { logIn, newVisitor, startBrowser } from "./browser.mjs";
import { startProduct } from "./product.mjs";

const OUT = process.env.KHOP_SCREENSHOTS ?? new URL("../../../docs/images/", import.meta.url).pathname;
mkdirSync(OUT, { recursive: true });

const [product, browser] = await Promise.all([startProduct(), startBrowser()]);
try {
  const faults = [];
  const page = await newVisitor(browser, faults);
  const picture = async (name, from = page) => {
    await from.evaluate(() => document.fonts.ready);
    await from.screenshot({ path: `${OUT}/${name}.png` });
    console.log(`${OUT}/${name}.png`);
  };

  await page.goto(`${product.url}/`);
  await page.locator('a[href="/login"]').waitFor();
  await picture("welcome");
  await page.locator('a[href="/login"]').click();
  await page.locator("#username").waitFor();
  await picture("login");

  await logIn(page, product.url, product.account("clerk"));
  await page.getByLabel("Họ và tên").fill("nguyen thi");
  await page.keyboard.press("Enter");
  await page.locator("ol a").first().waitFor();
  await picture("search");

  await page.locator("ol a", { hasText: /(?:^|[^0-9])[2-9] hồ sơ/u }).first().click();
  await page.getByRole("tab", { name: "Hồ sơ chuẩn" }).waitFor();
  const enterpriseId = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1));
  await picture("person");
  await page.getByRole("tab", { name: "Hồ sơ nguồn" }).click();
  await picture("sources");
  await page.getByRole("tab", { name: "Vì sao ghép" }).click();
  await page.getByRole("img", { name: /Biểu đồ/u }).waitFor();
  // The evidence is taller than the window: a taller one shows all of it.
  await page.setViewportSize({ width: 1280, height: 1500 });
  await picture("reasons");
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("tab", { name: "Lịch sử" }).click();
  await picture("history");

  await page.getByRole("link", { name: "Danh mục mã" }).click();
  await page.getByLabel("Tìm theo tên hoặc mã").fill(process.env.KHOP_E2E_WORDS ?? "dau bung");
  await page.locator("ol a").first().waitFor();
  await picture("codes");
  await page.locator("ol a").first().click();
  await page.getByRole("article").waitFor();
  await picture("concept");

  const auditor = await newVisitor(browser, faults);
  await logIn(auditor, product.url, product.account("auditor"));
  await auditor.getByLabel("Mã người bệnh toàn thành phố").fill(enterpriseId);
  await auditor.keyboard.press("Enter");
  await auditor.locator("tbody tr").first().waitFor();
  await picture("access-log", auditor);
  for (const fault of faults) console.error(fault);
} finally {
  await browser.close();
  await product.stop();
}
