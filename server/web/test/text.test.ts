import { describe, expect, it } from "vitest";
import { highlight } from "../src/codes/highlight";
import { differenceOf, fieldDifference } from "../src/people/difference";
import { isoDate, readIsoDate, readTypedDate, shownDate, shownMoment } from "../src/text/dates";
import { roundedToSum, shownBits, shownProbability } from "../src/text/numbers";
import { typed, withoutMarks } from "../src/text/unicode";
import { law, type Random } from "./seeded";

const SYLLABLES = ["Nguyễn", "Đặng", "Thị", "Hòa", "hoà", "THÚY", "thuý", "Y", "H’Hen", "Ênuôl", "viêm", "phổi", "đường", "J18.9", "Quốc"];

function anyText(random: Random): string {
  return random.list(6, () => random.of(SYLLABLES)).join(random.of([" ", "  ", "\u00a0"]));
}

describe("typed text", () => {
  it("is composed: what an input method sends in parts is one letter", () => {
    expect(typed("Nguye\u0302\u0303n")).toBe("Nguyễn");
  });

  it("is the same when read twice, and has no blank at an end", () => {
    law(500, (random) => {
      const once = typed(` ${anyText(random).normalize(random.of(["NFC", "NFD"]))} `);
      expect(typed(once)).toBe(once);
      expect(once).toBe(once.trim());
      expect(once).toBe(once.normalize("NFC"));
    });
  });

  it("without marks has no đ either", () => {
    expect(withoutMarks("Đặng Thị Đường")).toBe("dang thi duong");
  });
});

describe("dates", () => {
  it.each([
    ["30/04/1975", "1975-04-30"],
    ["30/4/1975", "1975-04-30"],
    ["30.04.1975", "1975-04-30"],
    ["30 04 1975", "1975-04-30"],
    ["30041975", "1975-04-30"],
    ["1975-04-30", "1975-04-30"],
    ["04/1975", "1975-04"],
    ["1975", "1975"],
    [" 1975 ", "1975"],
    ["29/02/2024", "2024-02-29"],
  ])("%s is read as %s", (written, iso) => {
    const date = readTypedDate(written);
    expect(date === undefined ? undefined : isoDate(date)).toBe(iso);
  });

  it.each(["30/02/1975", "29/02/2023", "32/01/2000", "13/1975", "00/00/1975", "0000", "19755", "hôm qua", ""])("%s is no date", (written) => {
    expect(readTypedDate(written)).toBeUndefined();
  });

  it("are shown as people here write them, as far as they are known", () => {
    expect(["1975-04-30", "1975-04", "1975"].map((iso) => shownDate(readIsoDate(iso) ?? { year: 0 }))).toEqual(["30/04/1975", "04/1975", "1975"]);
  });

  it("come back from what is shown", () => {
    law(1000, (random) => {
      const date = {
        year: random.whole(1, 9999),
        ...random.of([{}, { month: random.whole(1, 12) }, { month: random.whole(1, 12), day: random.whole(1, 28) }]),
      };
      expect(readTypedDate(shownDate(date))).toEqual(date);
      expect(readIsoDate(isoDate(date))).toEqual(date);
    });
  });

  it("with a time of day are shown in the reader's zone; what is no moment stays as it is", () => {
    expect(shownMoment("2025-03-04T02:03:04Z", "Asia/Ho_Chi_Minh")).toBe("04/03/2025 09:03:04");
    expect(shownMoment("2025-03-04")).toBe("04/03/2025");
    expect(shownMoment("quý 3")).toBe("quý 3");
  });
});

describe("numbers", () => {
  it("round so that 0.004 three times is 0.01 and not 0", () => {
    expect(roundedToSum([0.004, 0.004, 0.004], 2)).toEqual([0, 0.01, 0]);
  });

  it("show bits with sign and the language's decimal mark", () => {
    expect([3.2, -1.049, 0].map((bits) => shownBits(bits, "vi"))).toEqual(["+3,20", "−1,05", "0,00"]);
    expect(shownBits(3.2, "en")).toBe("+3.20");
  });

  it("never call certain what is not, nor impossible what is not", () => {
    expect(shownProbability(0.5, "en")).toBe("50.0%");
    expect(shownProbability(0.999_997, "en")).toBe("99.9997%");
    expect(shownProbability(1 - 2 ** -45, "en")).toMatch(/^> 99\.9/u);
    law(1000, (random) => {
      const probability = 1 / (1 + 2 ** -random.between(-40, 40));
      expect(shownProbability(probability, "en")).not.toMatch(/^(?:100|0)(?:\.0+)?%$/u);
    });
  });
});

describe("the difference between a source and the person", () => {
  it.each([
    ["Nguyễn Thị Hòa", "Nguyễn Thị Hòa", "same"],
    ["NGUYỄN THỊ HOÀ", "Nguyễn Thị Hòa", "writing"],
    ["Nguyen Thi Hoa", "Nguyễn Thị Hòa", "marks"],
    ["Nguyễn Thị Hoa", "Nguyễn Thị Hòa", "marks"],
    ["Nguyễn Thị Hoan", "Nguyễn Thị Hòa", "different"],
    ["", "Nguyễn Thị Hòa", "absent"],
    [undefined, "Nguyễn Thị Hòa", "absent"],
  ] as const)("%s beside %s: %s", (source, golden, difference) => {
    expect(differenceOf(source, golden)).toBe(difference);
  });

  it.each([
    ["gender", "Nữ", "female", "same"],
    ["gender", "2", "female", "same"],
    ["gender", "1", "female", "different"],
    ["birth_date", "30/04/1975", "1975-04-30", "same"],
    ["birth_date", "1975", "1975-04-30", "lessPrecise"],
    ["birth_date", "30/04/1976", "1975-04-30", "different"],
    ["birth_date", "197504300000", "1975-04-30", "same"],
    ["birth_date", "19750430", "1975-04-30", "same"],
    ["birth_date", "30041975", "1975-04-30", "same"],
    ["birth_date", "197500000000", "1975-04-30", "lessPrecise"],
    ["birth_date", "00/00/1975", "1975-04-30", "different"],
  ] as const)("of %s %s beside %s: %s", (field, source, golden, difference) => {
    expect(fieldDifference(field, source, golden)).toBe(difference);
  });

  it("does not depend on how the letters are stored", () => {
    law(500, (random) => {
      const [source, golden] = [anyText(random), anyText(random)];
      expect(differenceOf(source.normalize("NFD"), golden)).toBe(differenceOf(source.normalize("NFC"), golden));
      if (typed(source) !== "") expect(differenceOf(source, source)).toBe("same");
    });
  });
});

describe("highlighting", () => {
  const marked = (text: string, query: string) => highlight(text, query).filter((stretch) => stretch.hit).map((stretch) => stretch.text);

  it("finds words without their tone marks", () => {
    expect(marked("Viêm phổi, tác nhân không xác định", "viem phoi")).toEqual(["Viêm", "phổi"]);
    expect(marked("Bệnh đái tháo đường", "đuong")).toEqual(["đường"]);
  });

  it("marks the beginning of a word, not its middle", () => {
    expect(marked("hốc phổi", "ph")).toEqual(["ph"]);
    expect(marked("nhịp", "ip")).toEqual([]);
  });

  it("loses no letter", () => {
    law(500, (random) => {
      const text = anyText(random);
      expect(highlight(text, anyText(random)).map((stretch) => stretch.text).join("")).toBe(text.normalize("NFC"));
    });
  });
});
