import type { ReactNode } from "react";
import { Link } from "react-router";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { Button } from "../ui/Button";
import { NumberHead } from "../ui/Figure";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { useRowKeys } from "../ui/useRowKeys";
import { MatchingPlaces } from "./MatchingPlaces";
import { type Models, type Run, useModels, useModelStep } from "./matching";
import styles from "./Matching.module.css";

/** Models: handed in, rehearsed on all records, taken into use by two people. */
export default function ModelsPage() {
  const { text } = useWords();
  const models = useModels();
  return (
    <>
      <PageTitle lead={text("models.lead")}>{text("models.title")}</PageTitle>
      <MatchingPlaces />
      {models.isPending && <Loading />}
      {models.isError && models.data === undefined && <Failure error={models.error} onRetry={() => void models.refetch()} />}
      {models.data !== undefined && (
        <>
          <ModelList
            models={models.data}
            refresh={<AsOf updatedAt={models.dataUpdatedAt} isFetching={models.isFetching} isError={models.isError} onRefresh={() => void models.refetch()} />}
          />
          <Panel title={text("models.runs")} lead={text("models.runs.lead")}>
            <Runs runs={models.data.runs} />
          </Panel>
        </>
      )}
    </>
  );
}

function ModelList({ models, refresh }: { models: Models; refresh: ReactNode }) {
  const { text } = useWords();
  const step = useModelStep();
  const isRunning = models.runs.some((run) => run.state === "running");
  const versions = [...new Set([models.inUse, models.shipped, ...models.models.map((model) => model.version)])];
  const isRehearsed = (version: string) =>
    models.runs.some((run) => run.state === "done" && ((run.kind === "rehearsal" && run.model === version && run.against === models.inUse) || (run.kind === "activation" && run.against === version)));
  return (
    <Panel title={text("models.known")} lead={text("models.known.lead")} actions={refresh}>
      {step.isError && <Failure error={step.error} />}
      <Table label={text("models.known")}>
        <thead>
          <tr>
            <th scope="col">{text("models.version")}</th>
            <th scope="col">{text("models.state")}</th>
            <th scope="col">{text("models.addedBy")}</th>
            <th scope="col">{text("models.do")}</th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => {
            const model = models.models.find((one) => one.version === version);
            return (
              <tr key={version} data-model={version}>
                <th scope="row">
                  <code className={styles.version}>{version}</code>
                </th>
                <td>
                  {version === models.inUse && <span className={styles.inUse}>{text("models.inUse")}</span>}
                  {model?.proposedBy !== undefined && <span className={styles.proposed}>{text("models.proposedBy", { who: model.proposedBy })}</span>}
                  {version !== models.inUse && model?.proposedBy === undefined && text(isRehearsed(version) ? "models.rehearsed" : "models.notRehearsed")}
                </td>
                <td>
                  {version === models.shipped ? text("models.shipped") : (model?.addedBy ?? text("value.none"))}
                  {model !== undefined && <span className={styles.small}>{shownMoment(model.addedAt).slice(0, 16)}</span>}
                </td>
                <td>
                  {version === models.inUse ? (
                    text("value.none")
                  ) : (
                    <span className={styles.buttons}>
                      <Button isDisabled={isRunning || step.isPending} onPress={() => step.mutate({ step: "rehearse", version })}>
                        {text("models.rehearse")}
                      </Button>
                      {isRehearsed(version) && (
                        <Button kind="main" isDisabled={isRunning || step.isPending} onPress={() => step.mutate({ step: "activate", version })}>
                          {text(model?.proposedBy === undefined ? "models.propose" : "models.second")}
                        </Button>
                      )}
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </Table>
    </Panel>
  );
}

export function Runs({ runs }: { runs: readonly Run[] }) {
  const { text, named, language } = useWords();
  const rows = useRowKeys<HTMLDivElement>();
  const count = (value: number) => shownCount(value, language);
  if (runs.length === 0) return <Notice icon="empty" title={text("models.noRuns")} />;
  return (
    <div ref={rows}>
      <Table label={text("models.runs")}>
        <thead>
          <tr>
            <th scope="col">{text("models.run")}</th>
            <th scope="col">{text("models.version")}</th>
            <th scope="col">{text("models.state")}</th>
            <NumberHead label={text("models.records")} definition={text("models.records.definition")} />
            <NumberHead label={text("models.found")} definition={text("models.found.definition")} />
            <th scope="col">{text("models.by")}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.run} data-run={run.run}>
              <th scope="row">
                <Link data-row to={`/matching/runs/${run.run}`}>
                  {text("models.runNumber", { number: run.run, kind: named("runKind", run.kind) })}
                </Link>
              </th>
              <td>
                <code className={styles.version}>{run.model}</code>
              </td>
              <td>
                {named("runState", run.state)}
                {run.state === "running" && <span className={styles.small}>{named("runPhase", run.phase)}</span>}
                {run.failure !== undefined && (
                  <span className={styles.small}>
                    {text("models.stopped")} <span lang="en">{run.failure}</span>
                  </span>
                )}
              </td>
              <td className={styles.count}>{count(run.records)}</td>
              <td>
                {run.kind === "rehearsal"
                  ? text("models.foundOf", { joins: count(run.joins), splits: count(run.splits), reviews: count(run.reviews) })
                  : text("models.changed", { changes: count(run.changes) })}
              </td>
              <td>
                {run.secondBy === undefined ? run.startedBy : text("models.byTwo", { first: run.startedBy, second: run.secondBy })}
                <span className={styles.small}>{shownMoment(run.startedAt).slice(0, 16)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
