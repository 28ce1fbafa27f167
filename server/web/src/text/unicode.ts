/** What a person typed, as every room of the product stores text: NFC, one space between words, none at the ends. */
export function typed(text: string): string {
  return text.normalize("NFC").replace(/\s+/gu, " ").trim();
}

/** Letters only: case, tone marks and the stroke of đ do not count. */
export function withoutMarks(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/đ/gu, "d")
    .replace(/Đ/gu, "D")
    .toLowerCase();
}
