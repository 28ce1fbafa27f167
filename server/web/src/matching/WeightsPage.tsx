import { type FormEvent, type ReactNode, useState } from "react";
import { useSearchParams } from "react-router";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { probabilityOf, shownBits, shownCount, shownProbability } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { Button } from "../ui/Button";
import { Figure, NumberHead } from "../ui/Figure";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Numbers, Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { TextInput } from "../ui/TextInput";
import { Histogram } from "./Histogram";
import { MatchingPlaces } from "./MatchingPlaces";
import { type Thresholds, useWeights, type Weights } from "./matching";
import styles from "./Matching.module.css";

/** Where the weights lie, and what other thresholds would do. Nothing is changed here: thresholds are part of a model. */
export default function WeightsPage() {
  const { text } = useWords();
  const [address, setAddress] = useSearchParams();
  const simulated: Partial<Thresholds> = {
    ...(address.has("review") ? { review: Number(address.get("review")) } : {}),
    ...(address.has("link") ? { link: Number(address.get("link")) } : {}),
  };
  const weights = useWeights(simulated);
  return (
    <>
      <PageTitle lead={text("matching.weights.lead")}>{text("matching.title")}</PageTitle>
      <MatchingPlaces />
      {weights.isPending && <Loading />}
      {weights.isError && weights.data === undefined && <Failure error={weights.error} onRetry={() => void weights.refetch()} />}
      {weights.isError && weights.data === undefined && (
        <p>
          <Button onPress={() => setAddress({}, { replace: true })}>{text("matching.asInUse")}</Button>
        </p>
      )}
      {weights.data !== undefined && (
        <Simulation
          key={`${weights.data.simulated.review} ${weights.data.simulated.link}`}
          weights={weights.data}
          refresh={<AsOf updatedAt={weights.dataUpdatedAt} isFetching={weights.isFetching} isError={weights.isError} onRefresh={() => void weights.refetch()} />}
          onSimulate={(next) => setAddress(next === undefined ? {} : { review: String(next.review), link: String(next.link) }, { replace: true })}
        />
      )}
    </>
  );
}

interface SimulationProps {
  weights: Weights;
  refresh: ReactNode;
  onSimulate(next: Thresholds | undefined): void;
}

function Simulation({ weights, refresh, onSimulate }: SimulationProps) {
  const { text, language } = useWords();
  const { thresholds, simulated, moves, load, bins } = weights;
  const bits = (value: number) => text("reasons.bits", { bits: shownBits(value, language) });
  const count = (value: number) => shownCount(value, language);
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const isOther = simulated.review !== thresholds.review || simulated.link !== thresholds.link;
  const lines: { kind: string; from: string; to: string; pairs: number; changes: boolean }[] = [
    { kind: "linkedStay", from: text("matching.linked"), to: text("matching.staysLinked"), pairs: moves.linkedStay, changes: false },
    { kind: "linkedToReview", from: text("matching.linked"), to: text("matching.toReview"), pairs: moves.linkedToReview, changes: true },
    { kind: "linkedParted", from: text("matching.linked"), to: text("matching.parted"), pairs: moves.linkedParted, changes: true },
    { kind: "reviewToLink", from: text("matching.review"), to: text("matching.toLink"), pairs: moves.reviewToLink, changes: true },
    { kind: "reviewStay", from: text("matching.review"), to: text("matching.staysReview"), pairs: moves.reviewStay, changes: false },
    { kind: "reviewDropped", from: text("matching.review"), to: text("matching.dropped"), pairs: moves.reviewDropped, changes: true },
    { kind: "heldApart", from: text("matching.heldApart"), to: text("matching.staysApart"), pairs: moves.heldApart, changes: false },
  ];
  return (
    <>
      <Numbers label={text("matching.numbers")}>
        <Figure label={text("matching.reviewThreshold")} definition={text("matching.reviewThreshold.definition", { probability: shownProbability(probabilityOf(thresholds.review), language) })}>
          <span data-number="review">{bits(thresholds.review)}</span>
        </Figure>
        <Figure label={text("matching.linkThreshold")} definition={text("matching.linkThreshold.definition", { probability: shownProbability(probabilityOf(thresholds.link), language) })}>
          <span data-number="link">{bits(thresholds.link)}</span>
        </Figure>
        <Figure label={text("matching.greyZone")} definition={text("matching.greyZone.definition")}>
          <span data-number="grey">{count(bins.reduce((sum, bin) => sum + bin.review, 0))}</span>
        </Figure>
        <Figure label={text("matching.load")} definition={text("matching.load.definition", { days: decimal.format(load.days) })}>
          <span data-number="load">{decimal.format(load.present)}</span>
        </Figure>
        {isOther && (
          <Figure label={text("matching.loadThen")} definition={text("matching.load.definition", { days: decimal.format(load.days) })}>
            <span data-number="load-then">{decimal.format(load.simulated)}</span>
          </Figure>
        )}
        <Figure label={text("reasons.model")} definition={text("matching.model.definition")}>
          <code className={styles.version}>{weights.model}</code>
        </Figure>
      </Numbers>
      <Panel title={text("matching.histogram")} lead={text("matching.histogram.lead")} actions={refresh}>
        {bins.length === 0 ? (
          <Notice icon="empty" title={text("matching.noWeights.title")}>
            <p>{text("matching.noWeights.advice")}</p>
          </Notice>
        ) : (
          <Histogram bins={bins} thresholds={thresholds} simulated={isOther ? simulated : undefined} />
        )}
      </Panel>
      <Panel title={text("matching.simulate")} lead={text("matching.simulate.lead")}>
        <ThresholdForm weights={weights} isOther={isOther} onSimulate={onSimulate} />
        <Table label={text("matching.simulate")}>
          <thead>
            <tr>
              <th scope="col">{text("matching.now")}</th>
              <th scope="col">{text("matching.then")}</th>
              <NumberHead label={text("matching.pairs")} definition={text("matching.moves.definition")} />
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.kind}>
                <td>{line.from}</td>
                <td>{line.to}</td>
                <td className={line.changes && line.pairs > 0 ? styles.changes : styles.count} data-move={line.kind}>
                  {count(line.pairs)}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Panel>
    </>
  );
}

function readBits(written: string): number | undefined {
  const plain = written.trim().replace(",", ".").replace("−", "-");
  return /^[+-]?\d{1,4}(\.\d{1,12})?$/u.test(plain) ? Number(plain) : undefined;
}

function ThresholdForm({ weights, isOther, onSimulate }: { weights: Weights; isOther: boolean; onSimulate(next: Thresholds | undefined): void }) {
  const { text, language } = useWords();
  const written = (value: number) => shownBits(value, language).replace("+", "");
  const [typedReview, setReview] = useState<string>();
  const [typedLink, setLink] = useState<string>();
  // What nobody has typed is written in the language of the page, whichever that is by then.
  const review = typedReview ?? written(weights.simulated.review);
  const link = typedLink ?? written(weights.simulated.link);
  const [wrong, setWrong] = useState<{ review?: string; link?: string }>({});
  /** What was not touched keeps all of its decimals. */
  const value = (typed: string, before: number) => (typed === written(before) ? before : readBits(typed));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const least = weights.thresholds.review;
    const asked = { review: value(review, weights.simulated.review), link: value(link, weights.simulated.link) };
    const found = {
      ...(asked.review === undefined || asked.review < least ? { review: text("matching.reviewWrong", { least: written(least) }) } : {}),
      ...(asked.link === undefined || (asked.review !== undefined && asked.link < asked.review) ? { link: text("matching.linkWrong") } : {}),
    };
    setWrong(found);
    if (found.review === undefined && found.link === undefined && asked.review !== undefined && asked.link !== undefined) onSimulate({ review: asked.review, link: asked.link });
  };
  return (
    <form className={styles.simulate} onSubmit={submit} noValidate autoComplete="off">
      <TextInput label={text("matching.reviewAt")} value={review} onChange={setReview} inputMode="decimal" error={wrong.review} />
      <TextInput label={text("matching.linkAt")} value={link} onChange={setLink} inputMode="decimal" error={wrong.link} />
      <Button kind="main" type="submit">
        {text("matching.simulateNow")}
      </Button>
      {isOther && <Button onPress={() => onSimulate(undefined)}>{text("matching.asInUse")}</Button>}
    </form>
  );
}
