import type { ExplainedComparison, Explanation } from "../api/types";
import { useWords } from "../i18n";
import { shownBits, shownProbability } from "../text/numbers";
import { NumberHead } from "../ui/Figure";
import { Table } from "../ui/Table";
import { FieldValue } from "./FieldValue";
import styles from "./EvidenceTable.module.css";
import { type Step, stepsOf } from "./waterfall";

/**
 * The drawing's numbers: the written steps sum to the written total.
 *
 * @param label what it is read out as, where there are several
 */
export function EvidenceTable({ explanation, label }: { explanation: Explanation; label?: string }) {
  const { text, named, language } = useWords();
  const steps = stepsOf(explanation);
  const shown = (kind: Step["kind"], comparison?: string) => {
    const step = steps.find((candidate) => candidate.kind === kind && candidate.comparison === comparison);
    return step === undefined ? text("value.none") : shownBits(step.shownBits, language);
  };
  const levelName = ({ level, levelLabel }: ExplainedComparison) => {
    const name = named("level", String(level));
    return name === String(level) ? (levelLabel ?? name) : name;
  };
  return (
    <Table label={label ?? text("evidence.title")}>
      <thead>
        <tr>
          <th scope="col">{text("evidence.comparison")}</th>
          <th scope="col">{text("reasons.first")}</th>
          <th scope="col">{text("reasons.second")}</th>
          <th scope="col">{text("evidence.level")}</th>
          <NumberHead label={text("evidence.bits")} definition={text("evidence.bits.definition")} isAtEnd />
          <NumberHead label={text("evidence.frequencyBits")} definition={text("evidence.frequencyBits.definition")} isAtEnd />
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{text("waterfall.prior")}</th>
          <td colSpan={3} className={styles.note}>
            {text("evidence.prior")}
          </td>
          <td className={styles.bits} data-bits="">
            {shown("prior")}
          </td>
          <td className={styles.bits}>{text("value.none")}</td>
        </tr>
        {explanation.comparisons.map((comparison) => (
          <tr key={comparison.comparison}>
            <th scope="row">{named("field", comparison.comparison)}</th>
            <td translate="no">
              <FieldValue field={comparison.comparison} value={comparison.a} />
            </td>
            <td translate="no">
              <FieldValue field={comparison.comparison} value={comparison.b} />
            </td>
            <td>{levelName(comparison)}</td>
            <td className={styles.bits} data-bits="">
              {shown("level", comparison.comparison)}
            </td>
            <td className={styles.bits} data-bits="">
              {shown("termFrequency", comparison.comparison)}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{text("waterfall.total")}</th>
          <td colSpan={3}>{text("evidence.probability", { probability: shownProbability(explanation.probability, language) })}</td>
          <td colSpan={2} className={styles.total} data-total="">
            {shown("total")}
          </td>
        </tr>
      </tfoot>
    </Table>
  );
}
