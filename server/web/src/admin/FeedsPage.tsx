import { useMemo } from "react";
import { Link } from "react-router";
import { useWords } from "../i18n";
import { useModels, useWeights } from "../matching/matching";
import { useDefinition, useMeasured } from "../quality/measures";
import { period, type QualityPage, useQuality } from "../quality/quality";
import { PageTitle } from "../shell/PageTitle";
import { shownMoment } from "../text/dates";
import { shownBits, shownCount } from "../text/numbers";
import { Badge } from "../ui/Badge";
import { Figure, NumberHead } from "../ui/Figure";
import { Notice } from "../ui/Notice";
import { Numbers } from "../ui/Panel";
import { Table } from "../ui/Table";
import { useRowKeys } from "../ui/useRowKeys";
import { AdminPlaces, Answered } from "./AdminPlaces";
import { useFacilities } from "./admin";
import styles from "./Admin.module.css";

const DAYS = 7;
/** A hospital that sends, and from which nothing came for so long, is said to be silent. */
const SILENT_AFTER_MINUTES = 24 * 60;
const ERRORS_NOTABLE_PERCENT = 5;

/** Hospitals and whether their feeds are well, and by what model records are linked. */
export default function FeedsPage() {
  const { text, language } = useWords();
  const { from, to } = useMemo(() => period(DAYS, new Date()), []);
  const quality = useQuality(from, to);
  const facilities = useFacilities();
  const models = useModels();
  const weights = useWeights({});
  const bits = (value: number) => text("reasons.bits", { bits: shownBits(value, language) });
  return (
    <>
      <PageTitle lead={text("admin.lead")}>{text("admin.title")}</PageTitle>
      <AdminPlaces />
      <Numbers label={text("admin.inUse")}>
        <Figure label={text("admin.facilities")} definition={text("admin.facilities.definition")}>
          <span data-number="facilities">{facilities.data === undefined ? text("value.none") : shownCount(facilities.data.items.length, language)}</span>
        </Figure>
        <Figure label={text("admin.uncounted")} definition={text("admin.uncounted.definition")}>
          {quality.data === undefined ? text("value.none") : shownCount(quality.data.waiting, language)}
        </Figure>
        <Figure label={text("reasons.model")} definition={text("matching.model.definition")}>
          <Link className={styles.model} to="/matching/models">
            {models.data?.inUse ?? text("value.none")}
          </Link>
        </Figure>
        <Figure label={text("reasons.thresholds")} definition={text("sum.thresholds.definition")}>
          <Link className={styles.model} to="/matching">
            {weights.data === undefined
              ? text("value.none")
              : text("reasons.thresholdValues", { review: bits(weights.data.thresholds.review), link: bits(weights.data.thresholds.link) })}
          </Link>
        </Figure>
      </Numbers>
      <Answered title={text("admin.feeds")} lead={text("admin.feeds.lead", { days: DAYS })} answer={quality}>
        {(page) => <Feeds page={page} registered={facilities.data?.items ?? []} />}
      </Answered>
    </>
  );
}

type Health = "well" | "silent" | "errors" | "never";

function Feeds({ page, registered }: { page: QualityPage; registered: readonly string[] }) {
  const { text, named, language } = useWords();
  const measured = useMeasured();
  const definition = useDefinition(page.definitions);
  const rows = useRowKeys<HTMLDivElement>();
  const codes = [...new Set([...page.facilities.map((one) => one.facility), ...registered])].sort();
  if (codes.length === 0) {
    return (
      <Notice icon="empty" title={text("admin.noFacilities.title")}>
        <p>{text("admin.noFacilities.advice")}</p>
      </Notice>
    );
  }
  return (
    <div ref={rows}>
      <Table label={text("admin.feeds")}>
        <thead>
          <tr>
            <th scope="col">{text("field.facility")}</th>
            <th scope="col">{text("admin.health")}</th>
            <NumberHead label={named("measure", "minutesSinceLast")} definition={definition("minutesSinceLast")} />
            <NumberHead label={named("measure", "messages")} definition={definition("messages")} />
            <NumberHead label={text("quality.refused")} definition={text("quality.refused.definition")} />
            <NumberHead label={named("measure", "errorPercent")} definition={definition("errorPercent")} />
            <NumberHead label={named("measure", "p95Millis")} definition={definition("p95Millis")} />
          </tr>
        </thead>
        <tbody>
          {codes.map((code) => {
            const one = page.facilities.find((known) => known.facility === code);
            const health: Health =
              one?.minutesSinceLast === undefined
                ? "never"
                : one.minutesSinceLast > SILENT_AFTER_MINUTES
                  ? "silent"
                  : (one.measures.errorPercent ?? 0) > ERRORS_NOTABLE_PERCENT
                    ? "errors"
                    : "well";
            return (
              <tr key={code} data-facility={code}>
                <th scope="row">
                  {one === undefined ? (
                    code
                  ) : (
                    <Link data-row to={`/quality/${encodeURIComponent(code)}`}>
                      {code}
                    </Link>
                  )}
                </th>
                <td>
                  <Badge tone={health === "well" ? "calm" : health === "never" ? "quiet" : "waiting"} icon={health === "well" ? "same" : health === "never" ? "empty" : "warning"}>
                    {named("health", health)}
                  </Badge>
                </td>
                <td className={styles.count}>
                  {measured("minutesSinceLast", one?.minutesSinceLast)}
                  {one?.lastAt !== undefined && <span className={styles.small}>{shownMoment(one.lastAt).slice(0, 16)}</span>}
                </td>
                <td className={styles.count}>{one === undefined ? text("value.none") : shownCount(one.measures.taken + one.measures.refused, language)}</td>
                <td className={styles.count}>{one === undefined ? text("value.none") : shownCount(one.measures.refused, language)}</td>
                <td className={styles.count}>{measured("errorPercent", one?.measures.errorPercent)}</td>
                <td className={styles.count}>{measured("p95Millis", one?.measures.p95Millis)}</td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}
