import { useWords } from "../i18n";
import { readIsoDate, shownDate } from "../text/dates";
import { DrawnNumbers } from "./DrawnNumbers";
import styles from "./Trend.module.css";

/** A value of a day; absent where there is nothing to measure. */
export interface DayValue {
  day: string;
  value: number | undefined;
}

export interface Series {
  name: string;
  tone: "first" | "second";
  values: readonly DayValue[];
}

/** Lines are broken where a day has no value. */
function pathOf(values: readonly DayValue[], width: number, height: number, most: number): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let isDown = false;
  let path = "";
  values.forEach(({ value }, index) => {
    if (value === undefined) {
      isDown = false;
      return;
    }
    path += `${isDown ? "L" : "M"}${(index * step).toFixed(1)} ${(height - (value / most) * height).toFixed(1)}`;
    isDown = true;
  });
  return path;
}

/** Days between two without a value: they would be lines of no length. */
function lonelyOf(values: readonly DayValue[]): { index: number; value: number }[] {
  return values.flatMap(({ value }, index) =>
    value === undefined || values[index - 1]?.value !== undefined || values[index + 1]?.value !== undefined ? [] : [{ index, value }],
  );
}

const SPARK_WIDTH = 84;
const SPARK_HEIGHT = 20;

/** How a number went from day to day, small enough for the cell of a table whose other cells say the numbers. */
export function Sparkline({ label, values }: { label: string; values: readonly DayValue[] }) {
  const most = Math.max(1e-9, ...values.map(({ value }) => value ?? 0));
  return (
    <svg className={styles.spark} width={SPARK_WIDTH} height={SPARK_HEIGHT} viewBox={`-2 -2 ${SPARK_WIDTH + 4} ${SPARK_HEIGHT + 4}`} role="img" aria-label={label}>
      <path className={styles.ground} d={`M0 ${SPARK_HEIGHT + 0.5}H${SPARK_WIDTH}`} />
      <path className={styles.first} d={pathOf(values, SPARK_WIDTH, SPARK_HEIGHT, most)} />
    </svg>
  );
}

const WIDTH = 520;
const HEIGHT = 120;

interface TrendProps {
  title: string;
  series: readonly Series[];
  /** Writes a value with its unit. */
  written(value: number): string;
  /** A line that values are held against. */
  expected?: { name: string; value: number };
}

/** One or two numbers day by day: a drawing, and the same numbers as a table. */
export function Trend({ title, series, written, expected }: TrendProps) {
  const { text } = useWords();
  const days = series[0]?.values.map(({ day }) => day) ?? [];
  const all = series.flatMap(({ values }) => values.map(({ value }) => value ?? 0));
  const most = Math.max(1e-9, expected?.value ?? 0, ...all);
  const shown = (day: string) => {
    const date = readIsoDate(day);
    return date === undefined ? day : shownDate(date);
  };
  const first = days[0];
  const last = days.at(-1);
  return (
    <figure className={styles.trend}>
      <figcaption className={styles.caption}>
        <strong>{title}</strong>
        {series.map(({ name, tone }) => (
          <span key={name} className={styles[`${tone}Name`]}>
            {name}
          </span>
        ))}
        {expected !== undefined && <span className={styles.expectedName}>{expected.name}</span>}
      </figcaption>
      <svg className={styles.drawing} viewBox={`0 -6 ${WIDTH + 4} ${HEIGHT + 10}`} role="img" aria-label={text("trend.drawing", { title, most: written(most) })}>
        <path className={styles.grid} d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}`} />
        <path className={styles.ground} d={`M0 ${HEIGHT}H${WIDTH}`} />
        {expected !== undefined && <path className={styles.expected} d={`M0 ${HEIGHT - (expected.value / most) * HEIGHT}H${WIDTH}`} />}
        {series.map(({ name, tone, values }) => (
          <g key={name}>
            <path className={styles[tone]} d={pathOf(values, WIDTH, HEIGHT, most)} />
            {lonelyOf(values).map(({ index, value }) => (
              <circle
                key={index}
                className={styles[`${tone}Point`]}
                cx={values.length > 1 ? (index * WIDTH) / (values.length - 1) : 0}
                cy={HEIGHT - (value / most) * HEIGHT}
                r="4"
              />
            ))}
          </g>
        ))}
      </svg>
      <p className={styles.axis} aria-hidden="true">
        <span>{first === undefined ? "" : shown(first)}</span>
        <span>{text("trend.most", { most: written(most) })}</span>
        <span>{last === undefined ? "" : shown(last)}</span>
      </p>
      <DrawnNumbers summary={text("trend.table")}>
        <thead>
          <tr>
            <th scope="col">{text("work.day")}</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day, index) => (
            <tr key={day}>
              <th scope="row">{shown(day)}</th>
              {series.map(({ name, values }) => {
                const value = values[index]?.value;
                return <td key={name}>{value === undefined ? text("value.none") : written(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </DrawnNumbers>
    </figure>
  );
}
