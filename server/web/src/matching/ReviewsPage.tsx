import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { Figure, NumberHead } from "../ui/Figure";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Numbers, Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { MatchingPlaces } from "./MatchingPlaces";
import { type Reviews, useReviews } from "./matching";
import styles from "./Matching.module.css";

/** Whether what clerks say is what the model's probabilities let expect, and whether two clerks say the same. */
export default function ReviewsPage() {
  const { text } = useWords();
  const reviews = useReviews();
  return (
    <>
      <PageTitle lead={text("matching.reviews.lead")}>{text("matching.reviews.title")}</PageTitle>
      <MatchingPlaces />
      {reviews.isPending && <Loading />}
      {reviews.isError && reviews.data === undefined && <Failure error={reviews.error} onRetry={() => void reviews.refetch()} />}
      {reviews.data !== undefined && (
        <Said
          reviews={reviews.data}
          refresh={<AsOf updatedAt={reviews.dataUpdatedAt} isFetching={reviews.isFetching} isError={reviews.isError} onRefresh={() => void reviews.refetch()} />}
        />
      )}
    </>
  );
}

function Said({ reviews, refresh }: { reviews: Reviews; refresh: ReactNode }) {
  const { text, named, language } = useWords();
  const { calibration, agreement, accuracy } = reviews;
  const count = (value: number) => shownCount(value, language);
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const pairs = calibration.reduce((sum, bin) => sum + bin.pairs, 0);
  const same = calibration.reduce((sum, bin) => sum + bin.same, 0);
  return (
    <>
      <Numbers label={text("matching.reviews.title")}>
        <Figure label={text("matching.reviewed")} definition={text("matching.reviewed.definition")}>
          <span data-number="reviewed">{count(pairs)}</span>
        </Figure>
        <Figure label={text("matching.sameShare")} definition={text("matching.sameShare.definition")}>
          <span data-number="same">{pairs === 0 ? text("value.none") : percent.format(same / pairs)}</span>
        </Figure>
        <Figure label={text("matching.kappa")} definition={text("matching.kappa.definition", { days: agreement.days })}>
          <span data-number="kappa">{agreement.kappa === undefined ? text("value.none") : decimal.format(agreement.kappa)}</span>
        </Figure>
        <Figure label={text("matching.agreed")} definition={text("matching.agreed.definition", { days: agreement.days })}>
          <span data-number="agreed">{text("matching.agreedOf", { agreed: count(agreement.agreed), tasks: count(agreement.tasks) })}</span>
        </Figure>
      </Numbers>
      <Panel title={text("matching.calibration")} lead={text("matching.calibration.lead")} actions={refresh}>
        {calibration.length === 0 ? (
          <Notice icon="empty" title={text("matching.noReviews.title")}>
            <p>{text("matching.noReviews.advice")}</p>
          </Notice>
        ) : (
          <Table label={text("matching.calibration")}>
            <thead>
              <tr>
                <th scope="col">{text("matching.bits")}</th>
                <NumberHead label={text("matching.pairs")} definition={text("matching.calibrated.definition")} />
                <NumberHead label={text("matching.saidSame")} definition={text("matching.saidSame.definition")} />
                <NumberHead label={text("matching.expectedSame")} definition={text("matching.expectedSame.definition")} />
                <NumberHead label={text("matching.interval")} definition={text("matching.interval.definition")} />
              </tr>
            </thead>
            <tbody>
              {calibration.map((bin) => (
                <tr key={bin.bits} data-bin={bin.bits}>
                  <th scope="row">{text("matching.bin", { from: bin.bits, to: bin.bits + 1 })}</th>
                  <td className={styles.count}>{count(bin.pairs)}</td>
                  <td className={styles.count}>{text("matching.shareOf", { share: percent.format(bin.share), same: count(bin.same) })}</td>
                  <td className={styles.count}>{percent.format(bin.expected)}</td>
                  <td>
                    <Interval low={bin.low} high={bin.high} share={bin.share} expected={bin.expected} />
                    <span className={styles.count}>{text("matching.fromTo", { low: percent.format(bin.low), high: percent.format(bin.high) })}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      <Panel title={text("matching.agreement")} lead={text("matching.agreement.lead")}>
        {agreement.answers.length === 0 ? (
          <Notice icon="empty" title={text("matching.noSecond.title")}>
            <p>{text("matching.noSecond.advice")}</p>
          </Notice>
        ) : (
          <Table label={text("matching.agreement")}>
            <thead>
              <tr>
                <th scope="col">{text("matching.first")}</th>
                <th scope="col">{text("matching.second")}</th>
                <NumberHead label={text("matching.tasks")} definition={text("matching.tasks.definition")} />
              </tr>
            </thead>
            <tbody>
              {agreement.answers.map((answers) => (
                <tr key={`${answers.first} ${answers.second}`}>
                  <td>{named("verdict", answers.first)}</td>
                  <td>{answers.second === "other_split" ? text("matching.otherSplit") : named("verdict", answers.second)}</td>
                  <td className={styles.count}>{count(answers.tasks)}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      <Panel title={text("matching.accuracy")} lead={text("matching.accuracy.lead", { days: agreement.days })}>
        {accuracy.length === 0 ? (
          <Notice icon="empty" title={text("matching.noKnown.title")}>
            <p>{text("matching.noKnown.advice")}</p>
          </Notice>
        ) : (
          <Table label={text("matching.accuracy")}>
            <thead>
              <tr>
                <th scope="col">{text("matching.clerk")}</th>
                <NumberHead label={text("matching.knownPairs")} definition={text("matching.knownPairs.definition", { days: agreement.days })} />
                <NumberHead label={text("matching.right")} definition={text("matching.right.definition")} />
                <NumberHead label={text("matching.otherwise")} definition={text("matching.otherwise.definition")} />
                <NumberHead label={text("matching.interval")} definition={text("matching.rightInterval.definition")} />
              </tr>
            </thead>
            <tbody>
              {accuracy.map(({ clerk, pairs: asked, right, otherwise, share, low, high }) => (
                <tr key={clerk} data-clerk={clerk}>
                  <th scope="row" translate="no">
                    {clerk}
                  </th>
                  <td className={styles.count}>{count(asked)}</td>
                  <td className={styles.count}>{share === undefined ? text("value.none") : text("matching.shareOf", { share: percent.format(share), same: count(right) })}</td>
                  <td className={styles.count}>{count(otherwise)}</td>
                  <td className={styles.count}>
                    {low === undefined || high === undefined ? text("value.none") : text("matching.fromTo", { low: percent.format(low), high: percent.format(high) })}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </>
  );
}

const WIDTH = 160;

/** Where the share lies with its interval, and the small upright line that the model lets expect; the numbers stand beside. */
function Interval({ low, high, share, expected }: { low: number; high: number; share: number; expected: number }) {
  return (
    <svg className={styles.interval} width={WIDTH} height="16" viewBox={`-4 0 ${WIDTH + 8} 16`} aria-hidden="true" focusable="false">
      <path className={styles.ground} d={`M0 8H${WIDTH}`} />
      <rect className={styles.range} x={low * WIDTH} y="4" width={Math.max(1, (high - low) * WIDTH)} height="8" rx="2" />
      <circle className={styles.point} cx={share * WIDTH} cy="8" r="4" />
      <path className={styles.other} d={`M${expected * WIDTH} 0V16`} />
    </svg>
  );
}
