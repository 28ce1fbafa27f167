import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { axeViolations, logIn, newVisitor, numbersWithoutMeaning, startBrowser } from "./browser.mjs";
import { startProduct } from "./product.mjs";

/** Every Vietnamese city has them; typed without marks, as a hurried clerk does. */
const COMMON_NAME = "nguyen";
const CODE_WITH_MARKS = process.env.KHOP_E2E_WORDS ?? "đau bụng";
const CODE_WITHOUT_MARKS = CODE_WITH_MARKS.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gu, "d");

const faults = [];
let product;
let browser;

before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
}, { timeout: 240_000 });

after(async () => {
  await browser?.close();
  await product?.stop();
});

/** The cookies of one log-in, for the tests that are about what comes after it. */
let clerksCookies;

async function visitor(viewport) {
  return newVisitor(browser, faults, viewport);
}

async function freshClerk(viewport) {
  const page = await visitor(viewport);
  await logIn(page, product.url, product.account("clerk"));
  await page.getByRole("heading", { name: "Tìm người bệnh" }).waitFor();
  return page;
}

async function asClerk(viewport) {
  if (clerksCookies === undefined) {
    const page = await freshClerk();
    clerksCookies = await page.context().cookies();
    await page.context().close();
  }
  const page = await visitor(viewport);
  await page.context().addCookies(clerksCookies);
  await page.goto(`${product.url}/`);
  await page.getByRole("heading", { name: "Tìm người bệnh" }).waitFor();
  return page;
}

async function search(page, name = COMMON_NAME) {
  await page.getByLabel("Họ và tên").fill(name);
  await page.keyboard.press("Enter");
  await page.locator("ol a").first().waitFor();
}

/** Opens the first found person that several source records make up. */
async function openJoinedPerson(page) {
  await search(page);
  await page.locator("ol a", { hasText: /(?:^|[^0-9])[2-9] hồ sơ/u }).first().click();
  await page.getByRole("tab", { name: "Hồ sơ chuẩn" }).waitFor();
}

async function openReasons(page) {
  await page.getByRole("tab", { name: "Vì sao ghép" }).click();
  await page.getByRole("img", { name: /Biểu đồ/u }).waitFor();
}

async function openCodes(page, words) {
  await page.getByRole("link", { name: "Danh mục mã" }).click();
  await page.getByLabel("Tìm theo tên hoặc mã").fill(words);
  await page.locator("ol a").first().waitFor();
}

const number = (written) => Number(written.trim().replace("−", "-").replace(",", "."));

describe("logging in and out", () => {
  it("a wrong password is refused in words, and nothing is shown", async () => {
    const page = await visitor();
    await logIn(page, product.url, { username: product.account("clerk").username, password: "không phải mật khẩu" });
    const alert = page.getByRole("alert");
    await alert.waitFor();
    assert.match(await alert.innerText(), /không đúng/u);
    await page.goto(`${product.url}/`);
    await page.getByRole("link", { name: "Đăng nhập" }).waitFor();
    await page.context().close();
  });

  it("after logging out, the back button shows no patient and the browser keeps nothing", async () => {
    const page = await freshClerk();
    await openJoinedPerson(page);
    const name = await page.locator("h1").innerText();
    await page.locator("header button[aria-expanded]").click();
    await page.getByRole("button", { name: "Đăng xuất" }).click();
    await page.getByRole("link", { name: "Đăng nhập" }).waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "Đăng nhập" }).waitFor();
    assert.ok(!(await page.content()).includes(name), "the person's name is still in the page");
    const session = await page.request.get(`${product.url}/api/v1/session`);
    assert.equal(session.status(), 401);
    await page.context().close();
  });

  it("when the session ends under a page, the page says so and clears what it showed", async () => {
    const page = await asClerk();
    await openJoinedPerson(page);
    const name = await page.locator("h1").innerText();
    await page.context().clearCookies();
    await page.getByRole("tab", { name: "Vì sao ghép" }).click();
    await page.getByText("Phiên làm việc đã kết thúc").waitFor();
    assert.ok(!(await page.content()).includes(name));
    await page.context().close();
  });
});

describe("people", () => {
  it("a person is found, opened and explained, and the written weights sum to the written total and the server's", async () => {
    const page = await asClerk();
    await openJoinedPerson(page);
    assert.ok((await page.locator("tbody tr").count()) >= 4, "golden values");
    const { sources } = await (await page.request.get(page.url().replace("/persons/", "/api/v1/persons/"))).json();
    const facilities = new Set(sources.map(({ facility }) => facility)).size;
    await page.getByText(`${sources.length} hồ sơ ở ${facilities} cơ sở`).waitFor();

    await page.getByRole("tab", { name: "Hồ sơ nguồn" }).click();
    assert.ok((await page.locator("thead th").count()) >= 4, "a column for the field, the person and each source");

    const answer = page.waitForResponse((response) => response.url().includes("/explanation"));
    await openReasons(page);
    const explanation = await (await answer).json();
    const hundredths = (written) => Math.round(number(written) * 100);
    const written = (await page.locator("[data-bits]").allInnerTexts()).filter((text) => /\d/u.test(text)).map(hundredths);
    const total = hundredths(await page.locator("[data-total]").innerText());
    assert.ok(written.length >= 3, `found ${written.length} weights`);
    assert.equal(written.reduce((sum, bits) => sum + bits, 0), total);
    assert.ok(Math.abs(total / 100 - explanation.totalBits) <= 0.01, `${total / 100} is not the server's ${explanation.totalBits}`);
    assert.equal(await page.getByText("không cộng lại").count(), 0);

    await page.getByRole("tab", { name: "Lịch sử" }).click();
    assert.ok((await page.locator("main ol li").count()) >= 1, "history");
    await page.context().close();
  });

  it("each person found is listed once", async () => {
    const page = await asClerk();
    await search(page);
    const addresses = await page.locator("main ol a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    assert.deepEqual(addresses, [...new Set(addresses)]);
    await page.context().close();
  });

  it("all of it goes by keyboard", async () => {
    const page = await asClerk();
    await page.locator("h1").waitFor();
    await page.keyboard.press("Slash");
    await page.keyboard.type(COMMON_NAME);
    await page.keyboard.press("Enter");
    await page.locator("ol a").first().waitFor();
    await page.keyboard.press("Tab");
    await page.locator("body").evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("KeyJ");
    await page.keyboard.press("KeyJ");
    await page.keyboard.press("KeyK");
    await page.keyboard.press("Enter");
    const tab = page.getByRole("tab", { name: "Hồ sơ chuẩn" });
    await tab.waitFor();
    await tab.focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tab", { name: "Hồ sơ nguồn", selected: true }).waitFor();
    await page.context().close();
  });

  it("typing never fires a shortcut, whatever keys a name or an input method sends", async () => {
    const page = await asClerk();
    const field = page.getByLabel("Họ và tên");
    await field.click();
    await page.keyboard.type("kj/?JK");
    assert.equal(await field.inputValue(), "kj/?JK");
    // As Unikey types "Hoà": letters, then Backspace and the letter with its mark.
    await field.fill("");
    await page.keyboard.type("Hoaf");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await page.keyboard.insertText("à");
    assert.equal(await field.inputValue(), "Hoà");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await page.context().close();
  });

  it("what is typed decomposed is asked composed, in the body and never in an address", async () => {
    const page = await asClerk();
    const asked = page.waitForRequest((request) => request.url().endsWith("/persons/search"));
    await page.getByLabel("Họ và tên").fill("Nguye\u0302\u0303n  Va\u0306n");
    await page.getByLabel("Ngày sinh").fill("1/2/1980");
    await page.keyboard.press("Enter");
    const request = await asked;
    assert.equal(request.method(), "POST");
    assert.deepEqual(request.postDataJSON(), { name: "Nguyễn Văn", birthDate: "1980-02-01", limit: 20 });
    await page.context().close();
  });

  it("a date that is in no calendar is refused beside its field", async () => {
    const page = await asClerk();
    await page.getByLabel("Ngày sinh").fill("30/02/1980");
    await page.keyboard.press("Enter");
    await page.getByText("Ngày này không có trong lịch").waitFor();
    assert.equal(await page.getByLabel("Ngày sinh").getAttribute("aria-invalid"), "true");
    await page.context().close();
  });

  it("no patient data is in the address, the history or the browser's storage", async () => {
    const page = await asClerk();
    const addresses = [];
    page.on("request", (request) => addresses.push(decodeURIComponent(request.url())));
    await openJoinedPerson(page);
    const name = await page.locator("h1").innerText();
    await openReasons(page);
    addresses.push(decodeURIComponent(page.url()));
    for (const address of addresses) {
      assert.ok(!address.includes(name) && !address.includes(COMMON_NAME), `patient data in ${address}`);
    }
    const kept = await page.evaluate(async () => ({
      local: Object.keys(localStorage),
      session: Object.keys(sessionStorage),
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      state: JSON.stringify(history.state),
    }));
    assert.deepEqual({ ...kept, state: "" }, { local: kept.local.filter((key) => key === "khop.language"), session: [], databases: 0, caches: 0, state: "" });
    assert.ok(!kept.state.includes(name));
    assert.ok(!(await page.title()).includes(name), "the window's title names the person");
    await page.context().close();
  });

  it("a person that does not exist, and a server that does not answer, are said with what to do", async () => {
    const page = await asClerk();
    await page.goto(`${product.url}/persons/no-such-person`);
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").innerText(), /Không tìm thấy|không hiểu/u);

    await page.getByRole("link", { name: "Về trang tìm" }).click();
    await page.route("**/api/v1/persons/search", (route) => route.abort());
    await page.getByLabel("Họ và tên").fill(COMMON_NAME);
    await page.keyboard.press("Enter");
    await page.getByText("Không kết nối được máy chủ").waitFor();
    await page.unroute("**/api/v1/persons/search");
    await page.getByRole("button", { name: "Thử lại" }).click();
    await page.locator("ol a").first().waitFor();
    await page.context().close();
  });
});

describe("codes", () => {
  it("a code is found with and without tone marks, and its concept names the release that answered", async () => {
    const page = await asClerk();
    await openCodes(page, CODE_WITH_MARKS);
    const withMarks = await page.locator("ol a code").allInnerTexts();
    await page.getByLabel("Tìm theo tên hoặc mã").fill("");
    await page.getByLabel("Tìm theo tên hoặc mã").fill(CODE_WITHOUT_MARKS);
    await page.locator("ol a").first().waitFor();
    const withoutMarks = await page.locator("ol a code").allInnerTexts();
    assert.ok(withMarks.length > 0);
    for (const code of withMarks) assert.ok(withoutMarks.includes(code), `${code} is not found without tone marks`);

    await page.locator("ol a").first().click();
    const concept = page.getByRole("article");
    await concept.waitFor();
    assert.ok((await concept.innerText()).includes(withoutMarks[0]));
    assert.match(await concept.innerText(), /Theo bản phát hành \S+/u);

    await page.reload();
    await page.getByRole("article").waitFor();
    assert.ok((await page.getByRole("article").innerText()).includes(withoutMarks[0]), "the address says which code is open");
    await page.context().close();
  });

  it("words that name nothing are answered with what to try", async () => {
    const page = await asClerk();
    await page.getByRole("link", { name: "Danh mục mã" }).click();
    await page.getByLabel("Tìm theo tên hoặc mã").fill("qqqzzzxxx");
    await page.getByText("Không có mã nào như vậy").waitFor();
    await page.context().close();
  });
});

describe("languages", () => {
  it("switching keeps what was typed, what was found and what is open", async () => {
    const page = await asClerk();
    await search(page);
    const found = await page.locator("ol a").count();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Find a person" }).waitFor();
    assert.equal(await page.getByLabel("Full name").inputValue(), COMMON_NAME);
    assert.equal(await page.locator("ol a").count(), found);
    assert.equal(await page.locator("html").getAttribute("lang"), "en");

    await page.locator("ol a", { hasText: /[2-9] records/u }).first().click();
    await page.getByRole("tab", { name: "Why joined" }).click();
    await page.getByRole("img", { name: /Chart/u }).waitFor();
    await page.getByRole("button", { name: "Tiếng Việt" }).click();
    await page.getByRole("tab", { name: "Vì sao ghép", selected: true }).waitFor();
    await page.getByRole("img", { name: /Biểu đồ/u }).waitFor();

    await page.goBack();
    assert.equal(await page.getByLabel("Họ và tên").inputValue(), COMMON_NAME);
    await page.context().close();
  });
});

describe("who saw whom", () => {
  it("an auditor sees that the clerk opened the person, and may not open the person", async () => {
    const clerk = await asClerk();
    await openJoinedPerson(clerk);
    const enterpriseId = decodeURIComponent(new URL(clerk.url()).pathname.split("/").at(-1));
    await clerk.context().close();

    const auditor = await visitor();
    await logIn(auditor, product.url, product.account("auditor"));
    await auditor.getByRole("heading", { name: "Ai đã xem hồ sơ này?" }).waitFor();
    await auditor.getByLabel("Mã người bệnh toàn thành phố").fill(enterpriseId);
    await auditor.keyboard.press("Enter");
    await auditor.locator("tbody tr").first().waitFor();
    assert.match(await auditor.locator("tbody").innerText(), new RegExp(`${product.account("clerk").username}.*Mở hồ sơ`, "su"));

    await auditor.goto(`${product.url}/persons/${encodeURIComponent(enterpriseId)}`);
    await auditor.getByText("Vai trò của bạn không được xem nội dung này").waitFor();
    await auditor.context().close();
  });
});

describe("every page", () => {
  /** Each page and state, reached by its own road. */
  const PAGES = [
    ["welcome", visitor, async (page) => page.goto(`${product.url}/`)],
    [
      "log in",
      visitor,
      async (page) => {
        await page.goto(`${product.url}/login`);
        await page.locator("#username").waitFor();
      },
    ],
    ["search, empty", asClerk, async () => undefined],
    ["search, with results", asClerk, (page) => search(page)],
    [
      "search, refused",
      asClerk,
      async (page) => {
        await page.getByLabel("Ngày sinh").fill("99");
        await page.keyboard.press("Enter");
        await page.getByText("Ngày này không có trong lịch").waitFor();
      },
    ],
    ["person", asClerk, openJoinedPerson],
    [
      "sources",
      asClerk,
      async (page) => {
        await openJoinedPerson(page);
        await page.getByRole("tab", { name: "Hồ sơ nguồn" }).click();
      },
    ],
    [
      "reasons",
      asClerk,
      async (page) => {
        await openJoinedPerson(page);
        await openReasons(page);
      },
    ],
    [
      "history",
      asClerk,
      async (page) => {
        await openJoinedPerson(page);
        await page.getByRole("tab", { name: "Lịch sử" }).click();
      },
    ],
    ["no such person", asClerk, async (page) => {
      await page.goto(`${product.url}/persons/no-such-person`);
      await page.getByRole("alert").waitFor();
    }],
    ["codes", asClerk, (page) => openCodes(page, CODE_WITH_MARKS)],
    [
      "concept",
      asClerk,
      async (page) => {
        await openCodes(page, CODE_WITH_MARKS);
        await page.locator("ol a").first().click();
        await page.getByRole("article").waitFor();
      },
    ],
    [
      "shortcuts",
      asClerk,
      async (page) => {
        await page.getByRole("button", { name: "Xem các phím tắt" }).click();
        await page.getByRole("dialog").waitFor();
      },
    ],
  ];
  const OTHER_LANGUAGE = { false: "English", true: "Tiếng Việt" };

  for (const [name, arrive, go] of PAGES) {
    it(`has nothing against it from axe in either language: ${name}`, async () => {
      const page = await arrive();
      await go(page);
      // What a rule sees before the page has drawn itself is no page at all.
      await page.locator("h1").first().waitFor();
      assert.deepEqual(await axeViolations(page), [], "in Vietnamese");
      assert.deepEqual(await numbersWithoutMeaning(page), []);
      if (name === "log in") {
        await page.getByRole("link", { name: "English" }).click();
      } else if (name === "shortcuts") {
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: OTHER_LANGUAGE.false }).click();
        await page.getByRole("button", { name: "Show the shortcuts" }).click();
        await page.getByRole("dialog").waitFor();
      } else {
        await page.getByRole("button", { name: OTHER_LANGUAGE.false }).click();
      }
      await page.locator('html[lang="en"]').waitFor();
      assert.deepEqual(await axeViolations(page), [], "in English");
      await page.context().close();
    });

    it(`fits a phone of 320 pixels: ${name}`, async () => {
      const page = await arrive({ width: 320, height: 640 });
      if (name === "shortcuts") {
        await page.keyboard.press("Shift+Slash");
        await page.getByRole("dialog").waitFor();
      } else {
        await go(page);
      }
      const { scrollWidth } = await page.evaluate(() => ({ scrollWidth: document.documentElement.scrollWidth }));
      assert.ok(scrollWidth <= 320, `the page is ${scrollWidth} pixels wide`);
      await page.context().close();
    });
  }

  it("broke no rule of the content security policy and threw nothing, in all of the above", () => {
    assert.deepEqual(faults, []);
  });
});
