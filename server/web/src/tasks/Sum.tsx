import { useState } from "react";
import type { Explanation } from "../api/types";
import { useWords } from "../i18n";
import { EvidenceTable } from "../people/EvidenceTable";
import { Waterfall } from "../people/Waterfall";
import { addsUp } from "../people/waterfall";
import { useShortcut } from "../shell/Shortcuts";
import { shownBits, shownProbability } from "../text/numbers";
import { Button } from "../ui/Button";
import { Figure } from "../ui/Figure";
import { Key } from "../ui/Key";
import { Notice } from "../ui/Notice";
import styles from "./Sum.module.css";

export interface SumProps {
  explanation: Explanation;
  one: string;
  other: string;
  /** How many characters of the numbers are to be read, of how many. */
  shown: number;
  of: number;
}

/** What all of it comes to: the total, the thresholds, and the sum step by step, drawn or as a table. */
export function Sum({ explanation, one, other, shown, of }: SumProps) {
  const { text, named, language } = useWords();
  const [isTable, setIsTable] = useState(false);
  useShortcut("KeyW", () => setIsTable((old) => !old));
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  return (
    <section className={styles.sum} aria-label={text("sum.title", { one, other })}>
      <dl className={styles.numbers}>
        <Figure label={text("reasons.total")} definition={text("sum.total.definition")}>
          {text("reasons.bits", { bits: shownBits(explanation.totalBits, language) })}
        </Figure>
        <Figure label={text("reasons.probability")} definition={text("sum.probability.definition")}>
          {shownProbability(explanation.probability, language)}
        </Figure>
        <Figure label={text("sum.odds")} definition={text("sum.odds.definition")}>
          {shownOdds(explanation.totalBits, language)}
        </Figure>
        <Figure label={text("reasons.thresholds")} definition={text("sum.thresholds.definition")}>
          <span className={styles.small}>
            {text("reasons.thresholdValues", {
              review: shownBits(explanation.thresholds.review, language),
              link: shownBits(explanation.thresholds.link, language),
            })}
          </span>
        </Figure>
        <Figure label={text("sum.engine")} definition={text("sum.engine.definition", { model: explanation.modelVersion })}>
          <span className={styles.small}>{named("decision", explanation.decision)}</span>
        </Figure>
        <Figure label={text("sum.shown")} definition={text("sum.shown.definition")}>
          <span data-shown={of === 0 ? 0 : shown / of}>{of === 0 ? text("value.none") : percent.format(shown / of)}</span>
        </Figure>
      </dl>
      {explanation.veto !== undefined && (
        <Notice icon="warning" title={text("reasons.veto")} tone="alarm">
          <p>{named("veto", explanation.veto)}</p>
        </Notice>
      )}
      {!addsUp(explanation) && <Notice icon="warning" title={text("reasons.doesNotAddUp")} tone="alarm" />}
      <div className={styles.switch}>
        <Button kind="quiet" onPress={() => setIsTable(!isTable)} aria-keyshortcuts="W">
          {text(isTable ? "sum.asChart" : "sum.asTable")}
          <Key name="W" />
        </Button>
      </div>
      {isTable ? <EvidenceTable explanation={explanation} /> : <Waterfall explanation={explanation} />}
    </section>
  );
}

const ODDS_WRITTEN_MAX = 1e6;

/** 2^w to one, as people bet: 40 : 1, or 1 : 8. */
function shownOdds(bits: number, language: string): string {
  const odds = 2 ** Math.abs(bits);
  const format = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  const written = odds > ODDS_WRITTEN_MAX ? `> ${format.format(ODDS_WRITTEN_MAX)}` : format.format(odds);
  return bits >= 0 ? `${written} : 1` : `1 : ${written}`;
}
