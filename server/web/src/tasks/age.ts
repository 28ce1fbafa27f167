import { useWords } from "../i18n";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something has been, as people say it: in minutes, hours or days. */
export function useAge(): (since: string) => string {
  const { text } = useWords();
  return (since) => {
    const millis = Math.max(0, Date.now() - new Date(since).getTime());
    if (millis < HOUR) return text("age.minutes", { count: Math.floor(millis / MINUTE) });
    if (millis < 2 * DAY) return text("age.hours", { count: Math.floor(millis / HOUR) });
    return text("age.days", { count: Math.floor(millis / DAY) });
  };
}

/** HH:mm of a moment, in the reader's time zone. */
export function clockTime(moment: string | number): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(moment));
}
