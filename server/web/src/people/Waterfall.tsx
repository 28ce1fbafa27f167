import { useId, useLayoutEffect, useRef, useState } from "react";
import type { Explanation } from "../api/types";
import { useWords } from "../i18n";
import { shownBits, shownProbability } from "../text/numbers";
import { type Scale, scaleOf, type Step, stepsOf } from "./waterfall";
import styles from "./Waterfall.module.css";

/** All in CSS pixels: the drawing is laid out for the width it has, so that its letters keep their size. */
const ROW = 34;
const BAR = 18;
const NARROW = 620;
const LABELS = 190;
const LABEL_LINE = 20;
const TOP = 44;
const VALUE = 64;

/** Each piece of evidence as a bar that starts where the one before ended; blue speaks for one person, orange against, and each says so in figures. */
export function Waterfall({ explanation }: { explanation: Explanation }) {
  const { text, language } = useWords();
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);
  const steps = stepsOf(explanation);
  const { review, link } = explanation.thresholds;
  const summary = text("waterfall.summary", {
    prior: shownBits(explanation.priorBits, language),
    total: shownBits(explanation.totalBits, language),
    probability: shownProbability(explanation.probability, language),
    count: explanation.comparisons.length,
  });
  return (
    <figure className={styles.figure} ref={frame}>
      <figcaption className={styles.caption}>
        <h2>{text("waterfall.title")}</h2>
        <ul className={styles.legend}>
          <li className={styles.legendFor}>{text("waterfall.for")}</li>
          <li className={styles.legendAgainst}>{text("waterfall.against")}</li>
          <li className={styles.legendFrequency}>{text("waterfall.frequency")}</li>
        </ul>
      </figcaption>
      {width > 0 && <Drawing steps={steps} review={review} link={link} width={width} summary={summary} />}
    </figure>
  );
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) => entry !== undefined && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

interface DrawingProps {
  steps: readonly Step[];
  review: number;
  link: number;
  width: number;
  summary: string;
}

function Drawing({ steps, review, link, width, summary }: DrawingProps) {
  const { text, language } = useWords();
  const pattern = useId();
  const narrow = width < NARROW;
  const left = narrow ? VALUE : LABELS + VALUE;
  const row = narrow ? ROW + LABEL_LINE : ROW;
  const scale = scaleOf(steps, [review, link], width - left - VALUE);
  const bottom = TOP + steps.length * row;
  return (
    <svg className={styles.drawing} width={width} height={bottom + 26} role="img" aria-label={summary}>
      <defs>
        <pattern id={pattern} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className={styles.hatchGround} width="6" height="6" />
          <rect className={styles.hatch} width="2.500" height="6" />
        </pattern>
      </defs>
      {scale.marks.map((mark) => (
        <g key={mark}>
          <line className={mark === 0 ? styles.zero : styles.grid} x1={left + scale.x(mark)} x2={left + scale.x(mark)} y1={TOP - 6} y2={bottom} />
          <text className={styles.mark} x={left + scale.x(mark)} y={bottom + 18} textAnchor="middle">
            {shownMark(mark, language)}
          </text>
        </g>
      ))}
      <Threshold x={left + scale.x(review)} bottom={bottom} words={text("waterfall.review")} anchor="end" />
      <Threshold x={left + scale.x(link)} bottom={bottom} words={text("waterfall.link")} anchor="start" />
      {steps.map((step, index) => (
        <Bar
          key={`${step.kind} ${step.comparison ?? ""}`}
          step={step}
          scale={scale}
          left={left}
          top={TOP + index * row + (narrow ? LABEL_LINE : 0) + (ROW - BAR) / 2}
          labelAbove={narrow}
          pattern={pattern}
        />
      ))}
    </svg>
  );
}

function shownMark(bits: number, language: string): string {
  return new Intl.NumberFormat(language, { signDisplay: "exceptZero" }).format(bits).replace("-", "−");
}

function Threshold({ x, bottom, words, anchor }: { x: number; bottom: number; words: string; anchor: "start" | "end" }) {
  return (
    <g>
      <line className={styles.threshold} x1={x} x2={x} y1={TOP - 14} y2={bottom} />
      <text className={styles.thresholdWords} x={anchor === "end" ? x + 3 : x - 3} y={TOP - 20} textAnchor={anchor}>
        {words}
      </text>
    </g>
  );
}

interface BarProps {
  step: Step;
  scale: Scale;
  left: number;
  top: number;
  labelAbove: boolean;
  pattern: string;
}

function Bar({ step, scale, left, top, labelAbove, pattern }: BarProps) {
  const { text, named, language } = useWords();
  const from = left + scale.x(step.from);
  const to = left + scale.x(step.to);
  const rises = step.to >= step.from;
  const name = step.comparison === undefined ? "" : named("field", step.comparison);
  const label = {
    prior: text("waterfall.prior"),
    level: name,
    termFrequency: text("waterfall.frequencyOf", { name }),
    total: text("waterfall.total"),
  }[step.kind];
  const kind = step.kind === "level" || step.kind === "termFrequency" ? (rises ? styles.for : styles.against) : styles[step.kind];
  return (
    <g>
      <text
        className={step.kind === "total" ? styles.labelTotal : styles.label}
        x={labelAbove ? 0 : LABELS}
        y={labelAbove ? top - 6 : top + BAR / 2 + 5}
        textAnchor={labelAbove ? "start" : "end"}
      >
        {label}
      </text>
      <rect className={kind} x={Math.min(from, to)} y={top} width={Math.max(Math.abs(to - from), 1.500)} height={BAR} rx="2" />
      {step.kind === "termFrequency" && (
        <rect x={Math.min(from, to)} y={top} width={Math.max(Math.abs(to - from), 1.500)} height={BAR} rx="2" fill={`url(#${pattern})`} />
      )}
      <text className={styles.value} x={rises ? to + 6 : to - 6} y={top + BAR / 2 + 5} textAnchor={rises ? "start" : "end"}>
        {shownBits(step.shownBits, language)}
      </text>
    </g>
  );
}
