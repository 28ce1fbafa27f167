/** A date of which the month or the day may be unknown. Years 1..9999; a day is only known with its month. */
export interface PartialDate {
  year: number;
  month?: number;
  day?: number;
}

const ISO = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/u;
const DAY_FIRST = /^(?:(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ])?(\d{4})$/u;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/u;
const DIGITS = /^(\d{2})(\d{2})(\d{4})$/u;

function calendarDate(year: number, month?: number, day?: number): PartialDate | undefined {
  if (year < 1) return undefined;
  if (month === undefined) return { year };
  if (month < 1 || month > 12) return undefined;
  if (day === undefined) return { year, month };
  const lastDay = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return day >= 1 && day <= lastDay ? { year, month, day } : undefined;
}

function numberOrNothing(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** Reads 1975, 1975-04, 1975-04-30; nothing else, and no day that is not in the calendar. */
export function readIsoDate(text: string): PartialDate | undefined {
  const parts = ISO.exec(text);
  return parts === null
    ? undefined
    : calendarDate(Number(parts[1]), numberOrNothing(parts[2]), numberOrNothing(parts[3]));
}

/** Reads a date as people here write it (30/4/1975, 30.04.1975, 30041975, 4/1975, 1975) or in ISO form. */
export function readTypedDate(text: string): PartialDate | undefined {
  const trimmed = text.normalize("NFC").trim();
  const dayFirst = DAY_FIRST.exec(trimmed);
  if (dayFirst !== null) {
    return calendarDate(Number(dayFirst[3]), numberOrNothing(dayFirst[2]), numberOrNothing(dayFirst[1]));
  }
  const digits = DIGITS.exec(trimmed);
  if (digits !== null) return calendarDate(Number(digits[3]), Number(digits[2]), Number(digits[1]));
  return readIsoDate(trimmed);
}

const RECORDED = /^(\d{4})(\d{2})(\d{2})(?:\d{4})?$/u;

/** Reads a date as records hold it: also yyyyMMdd and yyyyMMddHHmm (QĐ 4750), where 00 stands for a month or day that is not known. */
export function readRecordedDate(text: string): PartialDate | undefined {
  const parts = RECORDED.exec(text.trim());
  const year = Number(parts?.[1]);
  const known = (digits: string | undefined) => (Number(digits) === 0 ? undefined : Number(digits));
  const date = parts === null ? undefined : calendarDate(year, known(parts[2]), known(parts[3]));
  // Eight digits may also be ddMMyyyy; those begin like no year that a patient can be born in.
  return date !== undefined && year >= 1850 && year <= 2199 ? date : readTypedDate(text);
}

function padded(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

export function isoDate(date: PartialDate): string {
  const year = padded(date.year, 4);
  if (date.month === undefined) return year;
  return date.day === undefined
    ? `${year}-${padded(date.month, 2)}`
    : `${year}-${padded(date.month, 2)}-${padded(date.day, 2)}`;
}

/** dd/MM/yyyy, or as much of it as is known: MM/yyyy, yyyy. */
export function shownDate(date: PartialDate): string {
  const year = padded(date.year, 4);
  if (date.month === undefined) return year;
  return date.day === undefined
    ? `${padded(date.month, 2)}/${year}`
    : `${padded(date.day, 2)}/${padded(date.month, 2)}/${year}`;
}

/** A moment as dd/MM/yyyy HH:mm:ss in the reader's time zone; text that is no moment comes back as it is. */
export function shownMoment(iso: string, timeZone?: string): string {
  const date = readIsoDate(iso);
  if (date !== undefined) return shownDate(date);
  const moment = new Date(MOMENT.test(iso) ? iso : Number.NaN);
  if (Number.isNaN(moment.getTime())) return iso;
  const parts = new Intl.DateTimeFormat("en-GB", {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  return parts.format(moment).replace(", ", " ");
}
