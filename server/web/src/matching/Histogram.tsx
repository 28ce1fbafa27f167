import { useWords } from "../i18n";
import { shownBits, shownCount } from "../text/numbers";
import type { Thresholds, WeightBin } from "./matching";
import styles from "./Matching.module.css";
import { DrawnNumbers } from "../ui/DrawnNumbers";

const HEIGHT = 160;
const BOTTOM = 22;
const COLUMN = 14;
/** A drawing of so many columns needs no more room than a page has. */
const LABELLED_EVERY = 5;

/** How many pairs have which weight: one column a bit, with the thresholds; small counts are drawn too, since the axis is the square root. The same numbers stand in a table. */
export function Histogram({ bins, thresholds, simulated }: { bins: readonly WeightBin[]; thresholds: Thresholds; simulated: Thresholds | undefined }) {
  const { text, language } = useWords();
  const least = Math.min(bins[0]?.bits ?? 0, Math.floor(thresholds.review));
  const most = Math.max(bins.at(-1)?.bits ?? 0, Math.ceil(simulated?.link ?? 0), Math.ceil(thresholds.link)) + 1;
  const width = (most - least) * COLUMN;
  const highest = Math.sqrt(Math.max(1, ...bins.map((bin) => bin.linked + bin.review + bin.heldApart)));
  const x = (bits: number) => (bits - least) * COLUMN;
  const count = (value: number) => shownCount(value, language);
  const total = (of: (bin: WeightBin) => number) => bins.reduce((sum, bin) => sum + of(bin), 0);
  const labels = Array.from({ length: most - least + 1 }, (_, index) => least + index).filter((bits) => bits % LABELLED_EVERY === 0);
  return (
    <figure className={styles.histogram}>
      <figcaption className={styles.legend}>
        <span className={styles.linkedName}>{text("matching.linked")}</span>
        <span className={styles.reviewName}>{text("matching.review")}</span>
        <span className={styles.apartName}>{text("matching.heldApart")}</span>
        <span className={styles.presentName}>{text("matching.inUse")}</span>
        {simulated !== undefined && <span className={styles.simulatedName}>{text("matching.simulated")}</span>}
      </figcaption>
      <svg
        className={styles.columns}
        viewBox={`-8 -6 ${width + 16} ${HEIGHT + BOTTOM + 6}`}
        role="img"
        aria-label={text("matching.drawing", { linked: count(total((bin) => bin.linked)), review: count(total((bin) => bin.review)), apart: count(total((bin) => bin.heldApart)) })}
      >
        {bins.map((bin) => {
          const all = bin.linked + bin.review + bin.heldApart;
          const whole = all === 0 ? 0 : Math.max(3, (Math.sqrt(all) / highest) * HEIGHT);
          let below = HEIGHT;
          return (
            <g key={bin.bits}>
              {([["linkedColumn", bin.linked], ["reviewColumn", bin.review], ["apartColumn", bin.heldApart]] as const).map(([name, value]) => {
                const height = all === 0 ? 0 : (value / all) * whole;
                below -= height;
                return value === 0 ? null : <rect key={name} className={styles[name]} x={x(bin.bits) + 1} y={below} width={COLUMN - 2} height={height} />;
              })}
            </g>
          );
        })}
        <path className={styles.ground} d={`M0 ${HEIGHT + 0.5}H${width}`} />
        {labels.map((bits) => (
          <text key={bits} className={styles.label} x={x(bits)} y={HEIGHT + 16} textAnchor="middle">
            {shownBits(bits, language).replace(/[.,]00$/u, "")}
          </text>
        ))}
        {[thresholds.review, thresholds.link].map((bits) => (
          <path key={bits} className={styles.present} d={`M${x(bits)} -4V${HEIGHT}`} />
        ))}
        {simulated !== undefined && [simulated.review, simulated.link].map((bits, index) => <path key={index} className={styles.other} d={`M${x(bits)} -4V${HEIGHT}`} />)}
      </svg>
      <DrawnNumbers summary={text("trend.table")}>
        <thead>
          <tr>
            <th scope="col">{text("matching.bits")}</th>
            <th scope="col">{text("matching.linked")}</th>
            <th scope="col">{text("matching.review")}</th>
            <th scope="col">{text("matching.heldApart")}</th>
          </tr>
        </thead>
        <tbody>
          {bins.map((bin) => (
            <tr key={bin.bits} data-bin={bin.bits}>
              <th scope="row">{text("matching.bin", { from: bin.bits, to: bin.bits + 1 })}</th>
              <td>{count(bin.linked)}</td>
              <td>{count(bin.review)}</td>
              <td>{count(bin.heldApart)}</td>
            </tr>
          ))}
        </tbody>
      </DrawnNumbers>
    </figure>
  );
}
