// A city's worth of people, handed over as one file. Everybody in it is made up, and made the same each time.
import { setTimeout as pause } from "node:timers/promises";

const HOSPITALS = ["01001", "01013", "01028"];
const FAMILY = ["Tống", "Lục", "Mạc", "Doãn", "Quách", "Tiêu", "Nghiêm"];
const MIDDLE = ["Minh", "Quang", "Hữu", "Đức", "Ngọc", "Xuân", "Thành", "Gia", "Bá", "Công", "Duy"];
const GIVEN = ["Bằng", "Chiến", "Duyệt", "Giáp", "Huấn", "Khôi", "Lượng", "Mạnh", "Nghị", "Phiến", "Quyết", "Sáng", "Thạch", "Uẩn", "Vượng", "Xuyến", "Yển", "Đẩu", "Bỉnh"];
const STREETS = ["Lò Đúc", "Hàng Bông", "Kim Mã", "Giải Phóng", "Trần Duy Hưng", "Đội Cấn", "Tôn Đức Thắng", "Bạch Mai", "Láng Hạ", "Thụy Khuê", "Hoàng Hoa Thám", "Minh Khai", "Ngọc Hà"];
const COLUMNS = "facility,mrn,full_name,gender,birth_date,national_id,insurance_no,phone,address";
const FIRST_DAY = Date.UTC(1931, 0, 2);
const DAYS = 28_000;
const DAY_MILLIS = 86_400_000;
/** Fewer than the days, and prime to them: whoever comes next was born on a day far from the one before. */
const STEP_DAYS = 9_001;

const pick = (from, index) => from[index % from.length];
const dayOf = (index) => new Date(FIRST_DAY + ((index * STEP_DAYS) % DAYS) * DAY_MILLIS).toISOString().slice(0, 10);

/** Nobody like anybody else. */
function person(index) {
  const day = dayOf(index);
  return [
    pick(HOSPITALS, index),
    `P${index}`,
    `${pick(FAMILY, index)} ${pick(MIDDLE, index)} ${pick(GIVEN, index)}`,
    "male",
    day,
    citizen(day, 600_000 + Math.floor(index / 2)),
    "",
    `03${String(10_000_000 + index * 7)}`,
    `${1 + (index % 487)} ${pick(STREETS, index)} Hà Nội`,
  ];
}

/** Two records of one man or of two brothers, as `feedQuestion` feeds them. */
function question(index) {
  const day = dayOf(index);
  const given = pick(GIVEN, index);
  const family = pick(FAMILY, index);
  const address = `${1000 + index} ${pick(STREETS, index)} Hà Nội`;
  const card = `DN401${4_000_000_000 + index * 7919}`;
  const otherCard = `${card.slice(0, -1)}${(Number(card.at(-1)) + 5) % 10}`;
  const phone = `09${10_000_000 + ((index * 7919) % 90_000_000)}`;
  return [
    [pick(HOSPITALS, index), `R${index}A`, `${family} Văn ${given}`, "male", day, citizen(day, 100_000 + index), card, "", address],
    [pick(HOSPITALS, index + 1), `R${index}B`, `${family} Viết ${given}`, "male", day, "", otherCard, phone, address],
  ];
}

/** As the numbers are given out: place, century and sex, year, and a number. */
function citizen(day, number) {
  return `001${day < "2000" ? 0 : 2}${day.slice(2, 4)}${String(number).padStart(6, "0")}`;
}

/** Loads so many people, of whom so many pairs are questions for a clerk, and waits until they are there. */
export async function populate(product, people, questions) {
  const rows = [COLUMNS];
  for (let index = 0; index < questions; index++) rows.push(...question(index).map((record) => record.join(",")));
  for (let index = questions; index < people - questions; index++) rows.push(person(index).join(","));
  const headers = { Authorization: `Bearer ${product.account("admin").token}` };
  const taken = await fetch(`${product.url}/api/v1/loads?registerFacilities=true`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "text/csv" },
    body: `${rows.join("\n")}\n`,
  });
  if (taken.status !== 202) throw new Error(`the people were answered ${taken.status}: ${await taken.text()}`);
  const { id } = await taken.json();
  for (;;) {
    const load = await (await fetch(`${product.url}/api/v1/loads/${id}`, { headers })).json();
    if (load.state === "failed" || load.badRows > 0) throw new Error(`the people were not loaded: ${JSON.stringify(load)}`);
    if (load.state === "done") return load;
    await pause(200);
  }
}
