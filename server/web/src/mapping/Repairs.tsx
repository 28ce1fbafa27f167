import { useState } from "react";
import { type Mapping, useReleases, useRepairs } from "../api/terminology";
import { useWords } from "../i18n";
import { shownProbability, SUGGESTED_DECIMALS } from "../text/numbers";
import styles from "../terminology/Terminology.module.css";
import { Badge } from "../ui/Badge";
import { Choice } from "../ui/Choice";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Table } from "../ui/Table";

const NONE = "\u0000none";

/** Which rows another release of the target breaks, and what they may mean there. Nothing, where there is no other release. */
export function Repairs({ mapping }: { mapping: Mapping }) {
  const { text, named, language } = useWords();
  const releases = useReleases();
  const [version, setVersion] = useState(NONE);
  const repairs = useRepairs(mapping.number, version === NONE ? undefined : version);
  const others = (releases.data?.items ?? []).filter((release) => release.system === mapping.targetSystem && release.version !== mapping.targetVersion && release.state !== "draft");
  if (others.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2>{text("mapping.repairs")}</h2>
      <div className={styles.pair}>
        <Choice
          label={text("mapping.repairs.version")}
          options={[{ id: NONE, name: text("mapping.repairs.choose") }, ...others.map((release) => ({ id: release.version, name: release.version, detail: named("releaseState", release.state) }))]}
          chosen={version}
          onChoose={setVersion}
        />
      </div>
      {version !== NONE && repairs.isPending && <Loading />}
      {repairs.isError && <Failure error={repairs.error} onRetry={() => void repairs.refetch()} />}
      {repairs.isSuccess && repairs.data.items.length === 0 && <Notice icon="same" title={text("mapping.repairs.none")} />}
      {repairs.isSuccess && repairs.data.items.length > 0 && (
        <>
          <p className={styles.count}>{text("mapping.repairs.count", { count: repairs.data.items.length })}</p>
          <Table label={text("mapping.repairs")}>
            <thead>
              <tr>
                <th scope="col">{text("mapping.row")}</th>
                <th scope="col">{text("mapping.repairs.was")}</th>
                <th scope="col">{text("mapping.repairs.became")}</th>
                <th scope="col">{text("mapping.repairs.instead")}</th>
              </tr>
            </thead>
            <tbody>
              {repairs.data.items.map((repair) => (
                <tr key={repair.row} data-repair={repair.code}>
                  <th scope="row">
                    {repair.name}
                    <code className={styles.uri}>{repair.code}</code>
                  </th>
                  <td>
                    <code>{repair.decision.code}</code> {repair.decision.display}
                  </td>
                  <td>
                    <Badge tone="waiting" icon="warning">
                      {named("changeClass", repair.kind)}
                    </Badge>
                    {repair.differences.map((difference, index) => (
                      <p key={index} className={styles.difference}>
                        {difference.before !== "" && <del className={styles.before}>{difference.before}</del>} {difference.after !== "" && <ins className={styles.after}>{difference.after}</ins>}
                      </p>
                    ))}
                  </td>
                  <td>
                    {repair.suggestions.slice(0, 3).map((suggestion) => (
                      <p key={suggestion.code} className={styles.difference}>
                        <code>{suggestion.code}</code> {suggestion.display} <span className={styles.quiet}>{shownProbability(suggestion.probability, language, SUGGESTED_DECIMALS)}</span>
                      </p>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </Table>
          <p className={styles.quiet}>{text("mapping.repairs.advice")}</p>
        </>
      )}
    </section>
  );
}
