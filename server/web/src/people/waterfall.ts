import type { Explanation } from "../api/types";
import { roundedToSum } from "../text/numbers";

/** One step of the sum: where the running weight stood, and where it stands after. Bits. */
export interface Step {
  kind: "prior" | "level" | "termFrequency" | "total";
  /** The comparison's name; absent for the prior and the total. */
  comparison?: string;
  from: number;
  to: number;
  /** What is written beside the step; the written steps sum to the written total. */
  shownBits: number;
}

const DECIMALS = 2;

/** Prior, then each comparison's level and, where it has one, the part its value's frequency adds, then the total. */
export function stepsOf(explanation: Explanation): Step[] {
  const parts: Pick<Step, "kind" | "comparison" | "to">[] = [{ kind: "prior", to: explanation.priorBits }];
  for (const { comparison, bits, termFrequencyBits } of explanation.comparisons) {
    const ofFrequency = termFrequencyBits ?? 0;
    parts.push({ kind: "level", comparison, to: bits - ofFrequency });
    if (ofFrequency !== 0) parts.push({ kind: "termFrequency", comparison, to: ofFrequency });
  }
  const shown = roundedToSum(
    parts.map((part) => part.to),
    DECIMALS,
  );
  let running = 0;
  const steps = parts.map((part, index): Step => {
    const from = running;
    running += part.to;
    return { ...part, from, to: running, shownBits: shown[index] ?? 0 };
  });
  const total = roundedToSum([running], DECIMALS)[0] ?? 0;
  return [...steps, { kind: "total", from: 0, to: running, shownBits: total }];
}

/** Does the server's total equal the sum of what it lists? A page that shows evidence must say so if not. */
export function addsUp(explanation: Explanation): boolean {
  const sum = stepsOf(explanation).at(-1)?.to ?? 0;
  return Math.abs(sum - explanation.totalBits) <= 0.01;
}

/** A straight map from bits to pixels that holds every step and both thresholds, with round marks along it. */
export interface Scale {
  x(bits: number): number;
  marks: number[];
}

export function scaleOf(steps: readonly Step[], thresholds: readonly number[], widthPixels: number): Scale {
  const points = [0, ...thresholds, ...steps.flatMap((step) => [step.from, step.to])].filter(Number.isFinite);
  const low = Math.min(...points);
  const high = Math.max(...points);
  const interval = markInterval(high - low);
  const first = Math.floor(low / interval) * interval;
  const last = Math.max(Math.ceil(high / interval) * interval, first + interval);
  const pixelsPerBit = widthPixels / (last - first);
  const marks = Array.from({ length: Math.round((last - first) / interval) + 1 }, (_, index) => first + index * interval);
  return { x: (bits) => (Math.min(Math.max(bits, first), last) - first) * pixelsPerBit, marks };
}

/** 1, 2, 5, 10, 20, ... so that a scale has at most about eight marks. */
function markInterval(span: number): number {
  const wanted = Math.max(span, 1) / 8;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const multiple = [1, 2, 5, 10].find((candidate) => candidate * power >= wanted) ?? 10;
  return Math.max(1, multiple * power);
}
