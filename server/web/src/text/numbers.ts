/**
 * Rounds summands so that what is shown adds up: each one is the difference of two rounded running sums, so the shown
 * summands sum exactly to the rounded total, and none is off by more than one unit of the last decimal.
 */
export function roundedToSum(summands: readonly number[], decimals: number): number[] {
  const unit = 10 ** decimals;
  let exact = 0;
  let shown = 0;
  return summands.map((summand) => {
    exact += summand;
    const next = Math.round(exact * unit);
    const difference = next - shown;
    shown = next;
    return difference === 0 ? 0 : difference / unit;
  });
}

/** 1/(1+2^-w): the probability that a match weight of w bits stands for. In [0, 1]. */
export function probabilityOf(weightBits: number): number {
  return 1 / (1 + 2 ** -weightBits);
}

/** +3.20, −1.05, 0.00 in the language's own decimal mark. */
export function shownBits(bits: number, language: string): string {
  return new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: "exceptZero",
  })
    .format(bits)
    .replace("-", "−");
}

/**
 * A probability in percent with as many decimals as it takes not to show 100 % for what is not certain, nor 0 % for what is not impossible.
 *
 * @param decimalsMax as many as the model can tell
 */
export function shownProbability(probability: number, language: string, decimalsMax = 8): string {
  const distance = Math.min(probability, 1 - probability);
  const decimals = distance <= 0 ? 1 : Math.min(decimalsMax, Math.max(1, Math.ceil(-Math.log10(distance)) - 1));
  const format = new Intl.NumberFormat(language, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: decimals,
  });
  const most = 1 - 10 ** -(decimals + 2);
  const least = 10 ** -(decimals + 2);
  if (probability < 1 && probability > most) return `> ${format.format(most)}`;
  if (probability > 0 && probability < least) return `< ${format.format(least)}`;
  return format.format(probability);
}

/** Suggestions are calibrated to some hundredths: more decimals than this would say what nobody knows. */
export const SUGGESTED_DECIMALS = 1;

export function shownCount(count: number, language: string): string {
  return new Intl.NumberFormat(language).format(count);
}
