// Synthetic people and a few codes, for the stand-in server only.
const golden = (field, value, sourceId = "01004:1") => ({ field, value, sourceId, facility: sourceId.slice(0, 5), rule: "most-frequent" });

const source = (sourceId, mrn, fields, link) => ({
  sourceId,
  facility: sourceId.slice(0, 5),
  mrn,
  recordedAt: "2025-03-04",
  receivedAt: "2025-03-04T02:03:04Z",
  version: 1,
  fields,
  ...(link === undefined ? {} : { link }),
});

export const PEOPLE = [
  {
    summary: {
      enterpriseId: "0198c0de-7a1e-7000-8000-000000000001",
      name: "Nguyễn Thị Hòa",
      birthDate: "1975-04-30",
      gender: "female",
      nationalId: "001 *** *** 321",
      address: "Phường Vĩnh Hưng, Quận Hoàng Mai, Hà Nội",
      sourceCount: 3,
      facilities: ["01004", "01017", "01061"],
    },
    whole: {
      enterpriseId: "0198c0de-7a1e-7000-8000-000000000001",
      status: "active",
      golden: [
        golden("full_name", "Nguyễn Thị Hòa"),
        golden("gender", "female"),
        golden("birth_date", "1975-04-30"),
        golden("national_id", "001 *** *** 321", "01017:7"),
        golden("insurance_no", "GD 4 01 *** *** 210"),
        golden("phone", "0912 *** 678"),
        golden("address", "Phường Vĩnh Hưng, Quận Hoàng Mai, Hà Nội"),
      ],
      sources: [
        source("01004:1", "BN001234", {
          full_name: "Nguyễn Thị Hòa",
          gender: "female",
          birth_date: "1975-04-30",
          phone: "0912 *** 678",
          address: "Phường Vĩnh Hưng, Quận Hoàng Mai, Hà Nội",
        }),
        source(
          "01017:7",
          "HN-99812",
          {
            full_name: "NGUYỄN THỊ HOÀ",
            gender: "female",
            birth_date: "1975",
            national_id: "001 *** *** 321",
            address: "P. Vĩnh Hưng, Q. Hoàng Mai, HN",
          },
          { decidedBy: "model", at: "2025-03-04T02:03:04Z", modelVersion: "vi-default-1", weight: 18.42, with: "01004:1" },
        ),
        source(
          "01061:3",
          "0000551",
          { full_name: "Nguyen Thi Hoa", gender: "female", birth_date: "1975-04-30", phone: "0912 *** 678" },
          { decidedBy: "model", at: "2025-06-04T02:03:04Z", modelVersion: "vi-default-1", weight: 21.7, with: "01004:1" },
        ),
      ],
      history: [
        { at: "2025-03-04T02:03:04Z", event: "PERSON_CREATED", by: "hub", detail: "01004 BN001234" },
        { at: "2025-06-04T02:03:04Z", event: "SOURCE_LINKED", by: "model", detail: "01061 0000551" },
      ],
    },
  },
  {
    summary: {
      enterpriseId: "0198c0de-7a1e-7000-8000-000000000002",
      name: "Nguyễn Văn Hòa",
      birthDate: "1949",
      gender: "male",
      sourceCount: 1,
      facilities: ["01004"],
    },
    whole: {
      enterpriseId: "0198c0de-7a1e-7000-8000-000000000002",
      status: "active",
      golden: [golden("full_name", "Nguyễn Văn Hòa"), golden("birth_date", "1949")],
      sources: [source("01004:9", "BN009", { full_name: "Nguyễn Văn Hòa", birth_date: "1949" })],
      history: [],
    },
  },
];

const comparison = (name, levelLabel, ofLevel, termFrequencyBits, a, b) => ({
  comparison: name,
  level: 1,
  levelLabel,
  bits: ofLevel + termFrequencyBits,
  termFrequencyBits,
  a,
  b,
});
const comparisons = [
  comparison("family_name", "Giống hệt", 2.105, -1.32, "Nguyễn", "Nguyễn"),
  comparison("middle_name", "Giống hệt", 1.944, -0.871, "Thị", "Thị"),
  comparison("given_name", "Giống hệt", 6.213, 1.005, "Hòa", "Hòa"),
  comparison("birth_date", "Cùng năm", 3.337, 0, "30/04/1975", "1975"),
  comparison("gender", "Giống nhau", 0.981, 0, "female", "female"),
  comparison("national_id", "Thiếu một bên", 0, 0, undefined, "001 *** *** 321"),
  comparison("phone", "Khác", -1.42, 0, "0912 *** 678", "0987 *** 111"),
  comparison("address", "Cùng phường", 9.877, 0, "Phường Vĩnh Hưng", "P. Vĩnh Hưng"),
];
const priorBits = -13.287;
const totalBits = comparisons.reduce((sum, { bits }) => sum + bits, priorBits);

export const EXPLANATION = {
  priorBits,
  totalBits,
  probability: 1 / (1 + 2 ** -totalBits),
  decision: "link",
  modelVersion: "vi-default-1",
  thresholds: { review: 2, link: 7 },
  comparisons,
};

export const CODE_SYSTEMS = [
  { system: "urn:khop:example:icd-10", name: "ICD-10 (ví dụ)", version: "2024", concepts: 12219, status: "active" },
  { system: "urn:khop:example:visit", name: "Loại lượt khám", version: "1", concepts: 9, status: "active" },
];

const concept = (code, vi, en) => ({
  code,
  display: vi,
  designations: [
    { language: "vi", value: vi },
    { language: "en", value: en },
  ],
});

export const CONCEPTS = [
  concept("J18.9", "Viêm phổi, tác nhân không xác định", "Pneumonia, unspecified organism"),
  concept("J18.0", "Viêm phế quản phổi, tác nhân không xác định", "Bronchopneumonia, unspecified organism"),
  concept("J15.9", "Viêm phổi do vi khuẩn, không xác định", "Bacterial pneumonia, unspecified"),
  concept("I10", "Tăng huyết áp vô căn (nguyên phát)", "Essential (primary) hypertension"),
];
