import { describe, expect, it } from "vitest";
import type { Explanation } from "../src/api/types";
import { addsUp, scaleOf, stepsOf } from "../src/people/waterfall";
import { law, type Random } from "./seeded";

/** Prior −10; name +6 of which −1.5 for a common name; birth date +7: 3 bits in all. */
const EXAMPLE: Explanation = {
  priorBits: -10,
  totalBits: 3,
  probability: 8 / 9,
  decision: "review",
  modelVersion: "1",
  thresholds: { review: 0, link: 5 },
  comparisons: [
    { comparison: "name", level: "exact", bits: 6, termFrequencyBits: -1.5 },
    { comparison: "birthDate", level: "exact", bits: 7, termFrequencyBits: 0 },
  ],
};

function anyExplanation(random: Random): Explanation {
  const comparisons = random.list(14, () => ({
    comparison: `c${random.whole(0, 1e9)}`,
    level: "any",
    bits: random.between(-20, 25),
    termFrequencyBits: random.of([0, random.between(-6, 9)]),
  }));
  const priorBits = random.between(-30, 0);
  const totalBits = comparisons.reduce((sum, { bits }) => sum + bits, priorBits);
  return { ...EXAMPLE, priorBits, totalBits, comparisons, probability: 1 / (1 + 2 ** -totalBits) };
}

describe("the steps of a waterfall", () => {
  it("start at the prior, split off what frequency adds, and end in the total", () => {
    expect(stepsOf(EXAMPLE).map(({ kind, from, to, shownBits }) => [kind, from, to, shownBits])).toEqual([
      ["prior", 0, -10, -10],
      ["level", -10, -2.5, 7.5],
      ["termFrequency", -2.5, -4, -1.5],
      ["level", -4, 3, 7],
      ["total", 0, 3, 3],
    ]);
  });

  it("each begin where the one before ended, and sum to the server's total", () => {
    law(1000, (random) => {
      const explanation = anyExplanation(random);
      const steps = stepsOf(explanation);
      const total = steps.at(-1);
      steps.slice(1, -1).forEach((step, index) => expect(step.from).toBe(steps[index]?.to));
      expect(total?.to).toBeCloseTo(explanation.totalBits, 6);
      expect(addsUp(explanation)).toBe(true);
    });
  });

  it("are written so that the written numbers sum to the written total exactly", () => {
    law(1000, (random) => {
      const steps = stepsOf(anyExplanation(random));
      const hundredths = (bits: number) => Math.round(bits * 100);
      const sum = steps.slice(0, -1).reduce((running, step) => running + hundredths(step.shownBits), 0);
      expect(sum).toBe(hundredths(steps.at(-1)?.shownBits ?? Number.NaN));
      for (const step of steps.slice(0, -1)) expect(Math.abs(step.shownBits - (step.to - step.from))).toBeLessThanOrEqual(0.010001);
    });
  });

  it("say so when the server's total is not their sum", () => {
    expect(addsUp({ ...EXAMPLE, totalBits: 3.5 })).toBe(false);
  });
});

describe("the scale", () => {
  it("holds every step and both thresholds, in order, inside its width", () => {
    law(1000, (random) => {
      const explanation = anyExplanation(random);
      const steps = stepsOf(explanation);
      const width = random.between(50, 1200);
      const { x, marks } = scaleOf(steps, [explanation.thresholds.review, explanation.thresholds.link], width);
      const points = [0, explanation.thresholds.link, ...steps.flatMap((step) => [step.from, step.to])].sort((a, b) => a - b);
      const drawn = points.map((bits) => x(bits) + 0);
      expect(drawn).toEqual([...drawn].sort((a, b) => a - b));
      expect(drawn[0]).toBeGreaterThanOrEqual(0);
      expect(drawn.at(-1)).toBeLessThanOrEqual(width + 1e-9);
      expect(marks.length).toBeLessThanOrEqual(11);
      expect(marks).toContain(0);
    });
  });

  it("draws a bar as long as its bits", () => {
    const { x } = scaleOf(stepsOf(EXAMPLE), [0, 5], 1000);
    expect(x(2) - x(0)).toBeCloseTo(2 * (x(1) - x(0)), 9);
  });
});
