import assert from "node:assert/strict";
import { createPrivateKey, randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { axeViolations, startBrowser, visitors, widthWhenNarrow } from "./browser.mjs";
import { startProduct } from "./product.mjs";
import { feed, feedQuestion } from "./tasks.mjs";

const CITIZEN = "001068412345";
const PHONE = "0912348765";
const INSURANCE = "DN4013999888777";

const faults = [];
const visit = visitors(faults, (role) => product.account(role));
let product;
let browser;
let person;

before(
  async () => {
    [product, browser] = await Promise.all([startProduct(), startBrowser()]);
    for (let question = 0; question < 3; question++) await feedQuestion(product);
    const patient = { name: "Khương Thị Ngạn", birthDate: "1968-09-17", gender: "female", citizen: CITIZEN, insurance: INSURANCE, phone: PHONE, address: "3 Hàng Khay, Hà Nội" };
    await feed(product, { ...patient, facility: "01001", number: "W-4471" });
    await feed(product, { ...patient, facility: "01013", number: "W-9982", phone: "0987650012" });
    person = await idOf(CITIZEN);
    for (const reason of ["Bất tỉnh, không có người nhà", "Cấp cứu tai nạn giao thông"]) await openInEmergency(reason);
  },
  { timeout: 300_000 },
);

after(async () => {
  await browser?.close();
  await product?.stop();
});

async function idOf(number) {
  const answer = await fetch(`${product.url}/api/v1/persons/search`, {
    method: "POST",
    headers: { Authorization: `Bearer ${product.account("clerk").token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ identifier: number }),
  });
  return (await answer.json()).items[0].enterpriseId;
}

/** A token as the demo's own issuer signs it: of a hospital's doctor who logged in just now, for an emergency. */
function emergencyToken() {
  const jwk = JSON.parse(readFileSync(join(product.folder, "security", "issuer-key.json"), "utf8"));
  const now = Math.floor(Date.now() / 1000);
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "at+jwt", kid: jwk.kid })}.${part({
    iss: product.url,
    aud: "khop",
    sub: "bs-truc",
    client_id: "his-01001",
    jti: randomUUID(),
    iat: now,
    exp: now + 300,
    auth_time: now,
    scope: "ITI-78",
    roles: ["hub"],
    facilities: ["01001"],
    extensions: { ihe_iua: { purpose_of_use: ["BTG"] } },
  })}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), createPrivateKey({ key: jwk, format: "jwk" })).toString("base64url")}`;
}

async function openInEmergency(reason) {
  const answer = await fetch(`${product.url}/api/v1/break-glass`, {
    method: "POST",
    headers: { Authorization: `Bearer ${emergencyToken()}`, "Content-Type": "application/json" },
    body: JSON.stringify({ person, reason }),
  });
  assert.equal(answer.status, 201, await answer.text());
}

async function as(role, path) {
  const page = await visit(browser, product.url, role, path);
  await page.locator("h1").waitFor();
  return page;
}

async function api(role, path) {
  const answer = await fetch(`${product.url}${path}`, { headers: { Authorization: `Bearer ${product.account(role).token}` } });
  assert.equal(answer.status, 200, path);
  return answer.json();
}

/** A number as it is written in Vietnamese, without its unit. */
const number = (written) => Number(written.trim().split(/[\s\u00a0]/u)[0].replaceAll(".", "").replace("−", "-").replace("+", "").replace(",", "."));
const text = async (page, name) => (await page.locator(`[data-number="${name}"]`).first().innerText()).trim();

/** Waits until nothing is being asked for. */
async function settled(page) {
  await page.locator("h1").waitFor();
  await page.waitForFunction(() => document.querySelector("[class*=loading]") === null);
}

describe("numbers of people on a person's page", () => {
  it("are hidden in what the server sends and in the page, until one is shown, which is written down", async () => {
    const unmasked = async () => (await api("auditor", `/api/v1/access-log/entries?person=${person}&action=unmask`)).items.map((entry) => entry.about);
    const before = await unmasked();
    const page = await as("clerk", "/");
    const answered = page.waitForResponse((answer) => answer.url().endsWith(`/persons/${person}`));
    await page.goto(`${product.url}/persons/${person}`);
    const sent = await (await answered).text();
    await page.getByRole("tab", { name: "Hồ sơ nguồn" }).click();
    await page.locator("thead th").nth(3).waitFor();
    const shown = await page.content();
    for (const secret of [CITIZEN, CITIZEN.slice(0, 8), PHONE, PHONE.slice(0, 7), INSURANCE, "W-4471"]) {
      assert.ok(!sent.includes(secret), `${secret} is in the answer`);
      assert.ok(!shown.includes(secret), `${secret} is in the page`);
    }
    assert.equal(await page.locator('tr:has(th [data-hidden="phone"]) td', { hasText: "Khác" }).count(), 1, "the other telephone number differs, hidden as it is");

    await page.getByRole("tab", { name: "Hồ sơ chuẩn" }).click();
    const row = page.locator("tbody tr", { hasText: "CCCD" });
    await row.getByRole("button", { name: /^Hiện đủ CCCD/u }).focus();
    await page.keyboard.press("Enter");
    await row.getByText(CITIZEN).waitFor();
    assert.ok(!(await page.content()).includes(PHONE), "one field and no other");
    assert.deepEqual(await unmasked(), [`Person/${person}/national_id`, ...before]);

    await page.getByRole("link", { name: "Danh mục mã" }).click();
    await page.getByRole("heading", { level: 1, name: "Danh mục mã" }).waitFor();
    await page.goBack();
    await page.getByRole("tab", { name: "Hồ sơ chuẩn" }).waitFor();
    assert.ok(!(await page.content()).includes(CITIZEN), "opened again, it is hidden again");
    await page.context().close();
  });
});

describe("quality", () => {
  it("the table of hospitals and a hospital's page say what the server says", async () => {
    const page = await as("clerk-lead", "/quality?days=30");
    await page.locator("[data-facility]").first().waitFor();
    const asked = page.waitForResponse((answer) => answer.url().includes("/api/v1/quality?"));
    await page.keyboard.press("KeyR");
    const sent = await (await asked).json();
    for (const one of sent.facilities) {
      const cell = (measure) => page.locator(`[data-facility="${one.facility}"] [data-measure="${measure}"]`).innerText();
      await page.waitForFunction(
        ([facility, count]) => document.querySelector(`[data-facility="${facility}"] [data-measure="messages"]`)?.textContent?.replaceAll(".", "") === String(count),
        [one.facility, one.measures.taken + one.measures.refused],
      );
      for (const measure of ["errorPercent", "profilePercent", "firstOfJanuaryPercent", "autoLinkPercent"]) {
        const value = one.measures[measure];
        const written = await cell(measure);
        if (value === undefined) assert.doesNotMatch(written, /\d/u);
        else assert.ok(Math.abs(number(written) - value) <= 0.005, `${one.facility} ${measure}: ${written} is not ${value}`);
      }
    }

    await page.keyboard.press("KeyJ");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/quality/*");
    await page.locator("[data-field]").first().waitFor();
    const facility = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1));
    const days = new URL(page.url()).searchParams.get("days");
    assert.equal(days, "30", "the time that was chosen goes along");
    const trend = await api("clerk-lead", `/api/v1/quality/${facility}`);
    for (const [field, percent] of Object.entries(trend.whole.measures.completeness)) {
      const written = await page.locator(`[data-field="${field}"] td`).first().innerText();
      assert.ok(Math.abs(number(written) - percent) <= 0.005, `${field}: ${written} is not ${percent}`);
    }
    await page.context().close();
  });

  it("a server that does not answer is said, with the way to ask again", async () => {
    const page = await as("clerk-lead", "/codes");
    await page.route("**/api/v1/quality?**", (route) => route.abort());
    await page.getByRole("link", { name: "Chất lượng" }).click();
    await page.getByText("Không kết nối được máy chủ").waitFor();
    await page.unroute("**/api/v1/quality?**");
    await page.getByRole("button", { name: "Thử lại" }).click();
    await page.locator("[data-facility]").first().waitFor();
    await page.context().close();
  });
});

describe("matching", () => {
  it("another threshold is tried on the stored weights, and the moves are the server's", async () => {
    const page = await as("clerk-lead", "/matching");
    await page.locator("[data-move]").first().waitFor();
    const present = await api("clerk-lead", "/api/v1/matching/weights");
    assert.ok(present.bins.length > 0);
    assert.ok(Math.abs(number(await text(page, "link")) - present.thresholds.link) <= 0.005);
    assert.equal(number(await text(page, "grey")), present.bins.reduce((sum, bin) => sum + bin.review, 0));

    const link = page.getByLabel("Ngưỡng ghép (bit)");
    await link.fill("một trăm");
    await page.keyboard.press("Enter");
    await page.getByText("Viết một số không nhỏ hơn ngưỡng xem.").waitFor();
    await link.fill("25,5");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/matching?**");
    await page.locator('[data-number="load-then"]').waitFor();
    const asked = await api("clerk-lead", `/api/v1/matching/weights?review=${present.thresholds.review}&link=25.5`);
    for (const [kind, pairs] of Object.entries(asked.moves)) {
      assert.equal(number(await page.locator(`[data-move="${kind}"]`).innerText()), pairs, kind);
    }
    assert.ok(asked.moves.linkedToReview > 0, "some links are weaker than that");
    await page.context().close();
  });

  it("the models, and what each agreement weighs in the one in use, are the server's", async () => {
    const page = await as("clerk-lead", "/matching/models");
    await page.locator("[data-model]").first().waitFor();
    const { inUse } = await api("clerk-lead", "/api/v1/models");
    assert.match(await page.locator(`[data-model="${inUse}"]`).innerText(), /Đang dùng/u);
    const levels = await api("clerk-lead", "/api/v1/matching/levels");
    await page.getByRole("link", { name: "Bảng m và u" }).click();
    await page.getByRole("heading", { name: levels.model }).waitFor();
    assert.equal(await page.locator("tbody tr").count(), levels.items.length);
    await page.context().close();
  });
});

describe("audit", () => {
  it("emergency accesses are reviewed by keyboard", async () => {
    const page = await as("auditor", "/access-log/emergencies");
    await page.locator("[data-emergency]").first().waitFor();
    const before = await api("auditor", "/api/v1/break-glass");
    assert.equal(number(await text(page, "waiting")), before.items.length);
    const [first, second] = before.items.slice(-2).map((item) => item.number);
    for (let index = 0; index <= before.items.findIndex((item) => item.number === first); index++) await page.keyboard.press("KeyJ");
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-emergency")), String(first));
    await page.keyboard.press("Digit1");
    await page.locator(`[data-reviewed="${first}"]`).waitFor();
    await page.waitForFunction((next) => document.activeElement?.getAttribute("data-emergency") === next, String(second));
    await page.keyboard.press("Digit2");
    await page.locator(`[data-reviewed="${second}"]`).waitFor();
    const reviewed = await api("auditor", "/api/v1/break-glass?state=reviewed");
    assert.deepEqual(
      reviewed.items.slice(0, 2).map((item) => [item.number, item.justified, item.reviewedBy]),
      [
        [second, false, product.account("auditor").username],
        [first, true, product.account("auditor").username],
      ],
    );
    await page.context().close();
  });

  it("the log is narrowed, names nobody in its list, and one entry in full is an entry itself", async () => {
    const page = await as("auditor", "/access-log/entries");
    await page.locator("tbody tr").first().waitFor();
    assert.ok(!(await page.content()).includes(person));
    await page.keyboard.press("Slash");
    await page.keyboard.type(person);
    await page.keyboard.press("Enter");
    await page.waitForURL(`**person=${person}**`);
    await page.locator("tbody code", { hasText: person }).first().waitFor();
    const total = Number(await page.locator("[data-total]").getAttribute("data-total"));
    const again = await api("auditor", `/api/v1/access-log/entries?person=${person}`);
    assert.equal(again.total, total + 1, "the question of the page is the one entry more");
    await page.locator("body").evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("KeyJ");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByText("Địa chỉ mạng").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.context().close();
  });

  it("what a person asks about its data is registered, answered, given more time and closed by keyboard, and its clock is the server's", async () => {
    const open = async () => (await api("auditor", "/api/v1/subject-requests")).items;
    const before = (await open()).length;
    const page = await as("auditor", "/access-log/requests");
    await page.locator('[data-number="open"]').waitFor();
    assert.equal(number(await text(page, "open")), before);
    await page.keyboard.press("KeyA");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Control+Enter");
    await dialog.getByText("Hãy điền mã của người yêu cầu.").waitFor();
    await dialog.getByLabel("Mã người bệnh toàn thành phố").focus();
    await page.keyboard.insertText(person);
    await dialog.getByLabel("Số văn bản").focus();
    // Letters that are keys of the page, in a dialog's field.
    await page.keyboard.type("jka 1");
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "detached" });
    const [made] = (await open()).filter((one) => one.reference === "jka 1");
    const row = page.locator(`[data-request="${made.number}"]`);
    await row.getByText(`Còn ${made.daysLeft} ngày`).waitFor();
    await page.keyboard.press("KeyJ");
    assert.ok(await page.evaluate(() => document.activeElement?.hasAttribute("data-row")));

    await row.getByRole("button", { name: "Đã trả lời người yêu cầu" }).press("Enter");
    await row.getByText(`${product.account("auditor").username} đã trả lời lúc`).waitFor();
    await row.getByRole("button", { name: "Gia hạn" }).press("Enter");
    await dialog.getByLabel("Hạn mới").focus();
    await page.keyboard.type("31/12/2099");
    await dialog.getByLabel("Lý do gia hạn").focus();
    await page.keyboard.insertText("Chờ hai bệnh viện");
    await page.keyboard.press("Control+Enter");
    await dialog.getByRole("alert").waitFor();
    assert.deepEqual(await axeViolations(page), []);
    const later = new Date(`${made.dueOn}T00:00:00Z`);
    later.setUTCDate(later.getUTCDate() + 3);
    const until = later.toISOString().slice(0, 10);
    await dialog.getByLabel("Hạn mới").fill(until.split("-").reverse().join("/"));
    await page.keyboard.press("Control+Enter");
    await dialog.waitFor({ state: "detached" });
    await row.getByText("đã gia hạn: Chờ hai bệnh viện").waitFor();
    assert.equal((await open()).find((one) => one.number === made.number).dueOn, until);

    await row.getByRole("button", { name: "Đóng" }).press("Enter");
    await dialog.getByLabel("Đã làm gì, hoặc vì sao không").focus();
    await page.keyboard.insertText("Đã trao bản in");
    await page.keyboard.press("Control+Enter");
    await page.locator(`[data-closed="${made.number}"]`).getByText("Đã trao bản in").waitFor();
    assert.equal((await open()).length, before);
    const steps = await api("auditor", `/api/v1/access-log/entries?person=${person}&action=subject_request`);
    assert.deepEqual(steps.items.map((entry) => entry.about), Array(4).fill(`SubjectRequest/${made.number}`));
    await page.context().close();
  });

  it("the chain is checked, and its end and root are the server's", async () => {
    const page = await as("auditor", "/access-log/chain");
    await page.getByRole("button", { name: "Kiểm ngay" }).click();
    await page.getByText("Chuỗi nguyên vẹn").waitFor();
    const { checkpoint } = await api("auditor", "/api/v1/access-log/standing");
    await page.getByText(checkpoint.hash).waitFor();
    await page.context().close();
  });
});

describe("every page of those who watch", () => {
  const PAGES = {
    "clerk-lead": ["/quality", "/quality/01001", "/matching", "/matching?link=25.5&review=14", "/matching/reviews", "/matching/models", "/matching/levels"],
    auditor: ["/access-log", "/access-log/entries", "/access-log/emergencies", "/access-log/requests", "/access-log/chain"],
    admin: ["/admin", "/admin/jobs", "/admin/notices", "/admin/clients", "/admin/keys"],
  };

  for (const [role, paths] of Object.entries(PAGES)) {
    it(`of a ${role} has nothing that axe finds, in both languages and by day and by night, and fits a narrow window`, async () => {
      const page = await as(role, paths[0]);
      for (const path of paths) {
        await page.goto(`${product.url}${path}`);
        for (const [language, colorScheme] of [["English", "light"], ["Tiếng Việt", "dark"]]) {
          await page.getByRole("button", { name: language }).click();
          await settled(page);
          assert.equal(await page.getByRole("alert").count(), 0, `${path} says that something is wrong`);
          // Without motion, or a colour may be on its way to another when it is looked at.
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          assert.deepEqual(await axeViolations(page), [], `${path} ${language} ${colorScheme}`);
        }
        const wide = await widthWhenNarrow(page, 700);
        assert.ok(wide <= 320, `${path} is ${wide} pixels wide in a narrow window`);
        await page.setViewportSize({ width: 1280, height: 800 });
      }
      await page.context().close();
    });
  }
});

it("the whole run broke no policy and no script", () => assert.deepEqual(faults, []));
