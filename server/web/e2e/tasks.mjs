// Work for the clerks: records that the engine is not sure about, fed over FHIR as a hospital feeds them. Everybody in them is made up.
const CORE = "http://fhir.ehealth.gov.vn/core/sid/";
const HOSPITALS = ["01001", "01013", "01028"];
const GIVEN = ["Bằng", "Chiến", "Duyệt", "Giáp", "Huấn", "Khôi", "Lượng", "Mạnh", "Nghị", "Phiến", "Quyết", "Sáng", "Thạch", "Uẩn", "Vượng", "Xuyến", "Yển", "Đẩu", "Bỉnh", "Cẩn"];
const FAMILY = ["Tống", "Lục", "Mạc", "Doãn", "Quách", "Tiêu", "Nghiêm", "Thạch"];

// Two runs against one server never feed the same numbers.
let fed = Number(process.env.KHOP_E2E_FIRST ?? 0);

/** Feeds one patient; `citizen`, `insurance`, `phone` and `address` may be left out. */
export async function feed(product, { facility, number, name, birthDate, gender = "male", citizen, insurance, phone, address }) {
  const system = `${CORE}patient-internal-id/${facility}`;
  const patient = {
    resourceType: "Patient",
    identifier: [
      { system, value: number },
      ...(citizen === undefined ? [] : [{ system: `${CORE}national_id`, value: citizen }]),
      ...(insurance === undefined ? [] : [{ system: `${CORE}insurance_number`, value: insurance }]),
    ],
    name: [{ text: name }],
    gender,
    birthDate,
    ...(phone === undefined ? {} : { telecom: [{ system: "phone", value: phone }] }),
    ...(address === undefined ? {} : { address: [{ text: address }] }),
  };
  const answer = await fetch(`${product.url}/fhir/Patient?identifier=${encodeURIComponent(`${system}|${number}`)}`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${product.account("hub").token}`, "Content-Type": "application/fhir+json" },
    body: JSON.stringify(patient),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`the feed was answered ${answer.status}: ${await answer.text()}`);
  return answer.status;
}

/** Two records of which the engine cannot tell whether they are one man or two brothers: another middle name, the same birth date and house. Each carries an insurance card. Gives their two names and the birth date. */
export async function feedQuestion(product) {
  const one = fed++;
  const family = FAMILY[one % FAMILY.length];
  const given = GIVEN[one % GIVEN.length];
  const year = 1950 + ((one * 7) % 50);
  const common = {
    birthDate: `${year}-${String(1 + (one % 12)).padStart(2, "0")}-${String(1 + (one % 28)).padStart(2, "0")}`,
    address: `${11 + one} Lò Đúc, Hà Nội`,
  };
  await feed(product, {
    ...common,
    facility: HOSPITALS[one % 3],
    number: `Q${one}A`,
    name: `${family} Văn ${given}`,
    citizen: `001${year < 2000 ? 0 : 2}${String(year).slice(2)}${String(100_000 + one * 37)}`,
    insurance: `DN401${String(3_000_000_000 + one * 7919)}`,
  });
  await feed(product, {
    ...common,
    facility: HOSPITALS[(one + 1) % 3],
    number: `Q${one}B`,
    name: `${family} Viết ${given}`,
    insurance: `DN401${String(3_000_000_000 + one * 7919)}`.replace(/.$/u, "9"),
    phone: `09${12_345_678 + one * 7919}`,
  });
  return { names: [`${family} Văn ${given}`, `${family} Viết ${given}`], birthDate: common.birthDate };
}

/** An update that would turn a record into somebody else. */
export async function feedOverlay(product) {
  const one = fed++;
  const record = { facility: HOSPITALS[one % 3], number: `Q${one}O` };
  await feed(product, { ...record, name: "Nguyễn Thị Hòa", gender: "female", birthDate: "1972-03-04", citizen: `001172${100_000 + one}`, phone: "0912777001", address: "12 Kim Mã, Hà Nội" });
  await feed(product, { ...record, name: "Trần Quốc Bảo", gender: "male", birthDate: "1990-11-20", citizen: `001090${200_000 + one}`, phone: "0987000111", address: "7 Giải Phóng, Hà Nội" });
}

/** Two people who carry one citizen number. */
export async function feedNumberConflict(product) {
  const one = fed++;
  const citizen = `001085${300_000 + one}`;
  await feed(product, { facility: HOSPITALS[0], number: `Q${one}C`, name: "Lê Minh Tuấn", birthDate: "1985-06-07", citizen, address: "5 Hàng Bông, Hà Nội" });
  await feed(product, { facility: HOSPITALS[1], number: `Q${one}D`, name: "Phạm Đức Anh", birthDate: "1985-12-21", citizen, address: "88 Trần Duy Hưng, Hà Nội" });
}

/** A record that nobody can be linked to. */
export async function feedUnlinkable(product) {
  const one = fed++;
  await feed(product, { facility: HOSPITALS[2], number: `Q${one}U`, name: "Vô danh", gender: "unknown" });
}
