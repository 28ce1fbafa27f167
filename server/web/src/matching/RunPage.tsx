import { useState } from "react";
import { Link, useParams } from "react-router";
import type { Explanation, Role } from "../api/types";
import { useWords } from "../i18n";
import { EvidenceTable } from "../people/EvidenceTable";
import { PageTitle } from "../shell/PageTitle";
import { shownBits, shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { BackLine } from "../ui/BackLine";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Figure, NumberHead } from "../ui/Figure";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Numbers, Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { useRowKeys } from "../ui/useRowKeys";
import { type Finding, type FindingKind, useFinding, useFindings, useRun } from "./matching";
import styles from "./Matching.module.css";

const KINDS: readonly FindingKind[] = ["join", "split", "review"];
const ANY = "any";

/** A rehearsal and its cases: whom the model would join, part, or ask about. */
export default function RunPage({ roles }: { roles: readonly Role[] }) {
  const { run: asked = "" } = useParams();
  const { text, named, language } = useWords();
  const number = /^\d{1,15}$/u.test(asked) ? Number(asked) : 0;
  const run = useRun(number);
  const count = (value: number) => shownCount(value, language);
  return (
    <>
      <BackLine to="/matching/models" label={text("models.back")}>
        {run.data !== undefined && <AsOf updatedAt={run.dataUpdatedAt} isFetching={run.isFetching} isError={run.isError} onRefresh={() => void run.refetch()} />}
      </BackLine>
      <PageTitle>{run.data === undefined ? text("models.title") : text("models.runNumber", { number, kind: named("runKind", run.data.kind) })}</PageTitle>
      {run.isPending && <Loading />}
      {run.isError && run.data === undefined && <Failure error={run.error} onRetry={() => void run.refetch()} />}
      {run.data !== undefined && (
        <>
          <Numbers label={text("models.found")}>
            <Figure label={text("models.records")} definition={text("models.records.definition")}>
              {count(run.data.records)}
            </Figure>
            <Figure label={text("models.joins")} definition={text("models.joins.definition")}>
              <span data-number="joins">{count(run.data.joins)}</span>
            </Figure>
            <Figure label={text("models.splits")} definition={text("models.splits.definition")}>
              <span data-number="splits">{count(run.data.splits)}</span>
            </Figure>
            <Figure label={text("models.reviews")} definition={text("models.reviews.definition")}>
              <span data-number="reviews">{count(run.data.reviews)}</span>
            </Figure>
          </Numbers>
          {run.data.state === "running" && (
            <Notice icon="clock" title={text("models.running")}>
              <p>{named("runPhase", run.data.phase)}</p>
            </Notice>
          )}
          {run.data.state === "failed" && (
            <Notice icon="warning" title={text("models.failed")} tone="alarm">
              <p>{text("models.stopped")}</p>
              <p lang="en">{run.data.failure}</p>
            </Notice>
          )}
          {run.data.state === "done" && run.data.kind === "rehearsal" && <Cases run={number} mayExplain={roles.includes("clerk-lead")} />}
        </>
      )}
    </>
  );
}

function Cases({ run, mayExplain }: { run: number; mayExplain: boolean }) {
  const { text, named, language } = useWords();
  const [kind, setKind] = useState<FindingKind>();
  const [pages, setPages] = useState<number[]>([]);
  const findings = useFindings(run, kind, pages.at(-1), true);
  const explain = useFinding(run);
  const rows = useRowKeys<HTMLDivElement>();
  const bits = (value: number) => shownBits(value, language);
  return (
    <Panel
      title={text("models.cases")}
      lead={text("models.cases.lead")}
      actions={
        <Choice
          label={text("models.kind")}
          options={[{ id: ANY, name: text("audit.any") }, ...KINDS.map((one) => ({ id: one, name: named("findingKind", one) }))]}
          chosen={kind ?? ANY}
          onChoose={(id) => {
            setPages([]);
            setKind(KINDS.find((known) => known === id));
          }}
        />
      }
    >
      {findings.isPending && <Loading />}
      {findings.isError && <Failure error={findings.error} onRetry={() => void findings.refetch()} />}
      {explain.isError && <Failure error={explain.error} />}
      {findings.data?.items.length === 0 && <Notice icon="same" title={text("models.noCases")} />}
      {findings.data !== undefined && findings.data.items.length > 0 && (
        <div ref={rows}>
          <Table label={text("models.cases")}>
            <thead>
              <tr>
                <th scope="col">{text("models.case")}</th>
                <th scope="col">{text("models.kind")}</th>
                <th scope="col">{text("models.persons")}</th>
                <th scope="col">{text("models.groups")}</th>
                <NumberHead label={text("models.weight")} definition={text("models.weight.definition")} />
              </tr>
            </thead>
            <tbody>
              {findings.data.items.map((finding) => (
                <tr key={finding.finding} data-finding={finding.finding}>
                  <th scope="row">
                    {mayExplain ? (
                      <Button kind="quiet" data-row isDisabled={explain.isPending} onPress={() => explain.mutate(finding.finding)}>
                        {text("models.caseNumber", { number: finding.finding })}
                      </Button>
                    ) : (
                      finding.finding
                    )}
                  </th>
                  <td>{named("findingKind", finding.kind)}</td>
                  <td>
                    {finding.persons.map((person) => (
                      <span key={person} className={styles.person}>
                        {mayExplain ? <Link to={`/persons/${encodeURIComponent(person)}`}>{person}</Link> : <code>{person}</code>}
                      </span>
                    ))}
                  </td>
                  <td>
                    {finding.groups.map((group) => (
                      <span key={group.join()} className={styles.person}>
                        {text("models.group", { count: group.length })} <code className={styles.version}>{group.join(", ")}</code>
                      </span>
                    ))}
                  </td>
                  <td className={styles.count}>{text("models.weights", { before: bits(finding.weightBefore), after: bits(finding.weightAfter) })}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      )}
      <p className={styles.buttons}>
        <Button isDisabled={pages.length === 0} onPress={() => setPages(pages.slice(0, -1))}>
          {text("models.previous")}
        </Button>
        <Button isDisabled={findings.data?.next === undefined} onPress={() => findings.data?.next !== undefined && setPages([...pages, findings.data.next])}>
          {text("models.next")}
        </Button>
      </p>
      {explain.data !== undefined && <Evidence finding={explain.data.finding} before={explain.data.before} after={explain.data.after} onClose={() => explain.reset()} />}
    </Panel>
  );
}

function Evidence({ finding, before, after, onClose }: { finding: Finding; before: Explanation; after: Explanation; onClose(): void }) {
  const { text, named } = useWords();
  const titles = { before: text("models.before", { model: before.modelVersion }), after: text("models.after", { model: after.modelVersion }) };
  return (
    <ModalDialog title={text("models.caseTitle", { number: finding.finding, kind: named("findingKind", finding.kind) })} onClose={onClose} isDismissable width="wide">
      <h3>{titles.before}</h3>
      <EvidenceTable explanation={before} label={titles.before} />
      <h3>{titles.after}</h3>
      <EvidenceTable explanation={after} label={titles.after} />
      <Button kind="main" onPress={onClose}>
        {text("shortcuts.close")}
      </Button>
    </ModalDialog>
  );
}
