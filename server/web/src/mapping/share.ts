import { useWords } from "../i18n";

/** A share in percent with one decimal; all and none are said only of all and none. */
export function useShare(): (share: number) => string {
  const { language } = useWords();
  const format = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  return (share) => format.format(share > 0 && share < 1 ? Math.min(0.999, Math.max(0.001, share)) : share);
}
