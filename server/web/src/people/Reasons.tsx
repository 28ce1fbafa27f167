import { useState } from "react";
import { useExplanation } from "../api/questions";
import type { Explanation, Person, SourceRecord } from "../api/types";
import { useWords } from "../i18n";
import { shownBits, shownProbability } from "../text/numbers";
import { Choice } from "../ui/Choice";
import { Failure, Loading, Notice } from "../ui/Notice";
import { EvidenceTable } from "./EvidenceTable";
import styles from "./Reasons.module.css";
import { Waterfall } from "./Waterfall";
import { addsUp } from "./waterfall";

/** Why two of this person's records are held to be one person: the evidence, drawn and as numbers. */
export function Reasons({ person }: { person: Person }) {
  const { text } = useWords();
  const [pair, setPair] = useState(() => firstPair(person.sources));
  if (pair === undefined) {
    return (
      <Notice icon="empty" title={text("reasons.single.title")}>
        <p>{text("reasons.single.advice")}</p>
      </Notice>
    );
  }
  const options = person.sources.map((source) => ({
    id: source.sourceId,
    name: text("source.short", { facility: source.facility, mrn: source.mrn ?? source.sourceId }),
  }));
  const without = (other: string) => options.filter((option) => option.id !== other);
  return (
    <>
      <div className={styles.pair}>
        <Choice label={text("reasons.first")} options={without(pair.other)} chosen={pair.source} onChoose={(source) => setPair({ ...pair, source })} />
        <Choice label={text("reasons.second")} options={without(pair.source)} chosen={pair.other} onChoose={(other) => setPair({ ...pair, other })} />
      </div>
      <PairReasons enterpriseId={person.enterpriseId} source={pair.source} other={pair.other} />
    </>
  );
}

interface Pair {
  source: string;
  other: string;
}

/** The pair that a logged link names, else the first two records; none where there is one record. */
export function firstPair(sources: readonly SourceRecord[]): Pair | undefined {
  const ids = new Set(sources.map((source) => source.sourceId));
  for (const { sourceId, link } of sources) {
    if (link?.with !== undefined && link.with !== sourceId && ids.has(link.with)) return { source: sourceId, other: link.with };
  }
  const [first, second] = sources;
  return first === undefined || second === undefined ? undefined : { source: second.sourceId, other: first.sourceId };
}

function PairReasons({ enterpriseId, source, other }: Pair & { enterpriseId: string }) {
  const answer = useExplanation(enterpriseId, source, other);
  if (answer.isPending) return <Loading />;
  if (answer.isError) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  return <ExplanationView explanation={answer.data} />;
}

function ExplanationView({ explanation }: { explanation: Explanation }) {
  const { text, named, language } = useWords();
  const bits = (weight: number) => shownBits(weight, language);
  return (
    <div className={styles.explanation}>
      <dl className={styles.sum}>
        <div className={styles.total}>
          <dt>{text("reasons.total")}</dt>
          <dd>{text("reasons.bits", { bits: bits(explanation.totalBits) })}</dd>
        </div>
        <div>
          <dt>{text("reasons.probability")}</dt>
          <dd>{shownProbability(explanation.probability, language)}</dd>
        </div>
        <div>
          <dt>{text("reasons.decision")}</dt>
          <dd>{named("decision", explanation.decision)}</dd>
        </div>
        <div>
          <dt>{text("reasons.thresholds")}</dt>
          <dd>
            {text("reasons.thresholdValues", {
              review: bits(explanation.thresholds.review),
              link: bits(explanation.thresholds.link),
            })}
          </dd>
        </div>
        <div>
          <dt>{text("reasons.model")}</dt>
          <dd>
            <code>{explanation.modelVersion}</code>
          </dd>
        </div>
      </dl>
      {explanation.veto !== undefined && (
        <Notice icon="lock" title={text("reasons.veto")} tone="alarm">
          <p>{named("veto", explanation.veto)}</p>
        </Notice>
      )}
      {!addsUp(explanation) && <Notice icon="warning" title={text("reasons.doesNotAddUp")} tone="alarm" />}
      <Waterfall explanation={explanation} />
      <EvidenceTable explanation={explanation} />
    </div>
  );
}
