import { useWords } from "../i18n";
import { Runs } from "../matching/ModelsPage";
import { useModels } from "../matching/matching";
import { PageTitle } from "../shell/PageTitle";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { Button } from "../ui/Button";
import { NumberHead } from "../ui/Figure";
import { Failure, Notice } from "../ui/Notice";
import { Table } from "../ui/Table";
import { AdminPlaces, Answered } from "./AdminPlaces";
import { type Export, type Load, useApproval, useExportEnd, useExports, useLoads, useResume } from "./admin";
import styles from "./Admin.module.css";
import { Progress } from "./Progress";

/** What the server does behind: loads, exports, trials of models and going over to them. */
export default function JobsPage() {
  const { text } = useWords();
  const loads = useLoads();
  const exports_ = useExports();
  const models = useModels();
  return (
    <>
      <PageTitle lead={text("jobs.lead")}>{text("jobs.title")}</PageTitle>
      <AdminPlaces />
      <Answered title={text("jobs.loads")} lead={text("jobs.loads.lead")} answer={loads}>
        {({ items }) => <Loads loads={items} />}
      </Answered>
      <Answered title={text("jobs.exports")} lead={text("jobs.exports.lead")} answer={exports_}>
        {({ items }) => <Exports items={items} />}
      </Answered>
      <Answered title={text("models.runs")} lead={text("models.runs.lead")} answer={models}>
        {({ runs }) => <Runs runs={runs} />}
      </Answered>
    </>
  );
}

function Loads({ loads }: { loads: readonly Load[] }) {
  const { text, named, language } = useWords();
  const resume = useResume();
  const count = (value: number | undefined) => (value === undefined ? text("value.none") : shownCount(value, language));
  if (loads.length === 0) return <Notice icon="empty" title={text("jobs.noLoads")} />;
  return (
    <>
      {resume.isError && <Failure error={resume.error} />}
      <Table label={text("jobs.loads")}>
        <thead>
          <tr>
            <th scope="col">{text("jobs.id")}</th>
            <th scope="col">{text("models.state")}</th>
            <NumberHead label={text("jobs.rows")} definition={text("jobs.rows.definition")} />
            <NumberHead label={text("jobs.badRows")} definition={text("jobs.badRows.definition")} />
            <NumberHead label={text("jobs.created")} definition={text("jobs.created.definition")} />
            <th scope="col">{text("models.by")}</th>
          </tr>
        </thead>
        <tbody>
          {loads.map((load) => (
            <tr key={load.id} data-load={load.id}>
              <th scope="row">
                <code>{load.id}</code>
              </th>
              <td>
                {named("loadState", load.state)}
                {load.state === "running" && <Progress done={load.stageDone} total={load.stageTotal} of={named("loadStage", load.stage ?? "")} />}
                {load.failedBy !== undefined && <span className={styles.small}>{named("loadFailure", load.failedBy)}</span>}
                {load.state === "failed" && (
                  <Button kind="quiet" isDisabled={resume.isPending} onPress={() => resume.mutate(load.id)}>
                    {text("jobs.resume")}
                  </Button>
                )}
              </td>
              <td className={styles.count}>{count(load.rows)}</td>
              <td className={styles.count}>{count(load.badRows)}</td>
              <td className={styles.count}>{count(load.created)}</td>
              <td>
                {load.uploadedBy}
                <span className={styles.small}>{shownMoment(load.uploadedAt).slice(0, 16)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}

function Exports({ items }: { items: readonly Export[] }) {
  const { text, named, language } = useWords();
  const approve = useApproval();
  const end = useExportEnd();
  if (items.length === 0) return <Notice icon="empty" title={text("jobs.noExports")} />;
  return (
    <>
      {approve.isError && <Failure error={approve.error} />}
      {end.isError && <Failure error={end.error} />}
      <Table label={text("jobs.exports")}>
        <thead>
          <tr>
            <th scope="col">{text("jobs.id")}</th>
            <th scope="col">{text("models.state")}</th>
            <th scope="col">{text("access.purpose")}</th>
            <NumberHead label={text("jobs.persons")} definition={text("jobs.persons.definition")} />
            <th scope="col">{text("models.by")}</th>
            <th scope="col">{text("models.do")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} data-export={item.id}>
              <th scope="row">
                <code>{item.id}</code>
              </th>
              <td>
                {named("exportState", item.state)}
                {item.failure !== undefined && <span className={styles.small}>{text("jobs.exportFailed")}</span>}
              </td>
              <td>{item.purposes.map((purpose) => named("purpose", purpose)).join(", ")}</td>
              <td className={styles.count}>{text("jobs.written", { persons: shownCount(item.persons, language), sources: shownCount(item.sources, language) })}</td>
              <td>
                {text("access.through", { actor: item.requestedBy, client: item.client })}
                {item.approvedBy !== undefined && <span className={styles.small}>{text("jobs.approvedBy", { who: item.approvedBy })}</span>}
                <span className={styles.small}>{shownMoment(item.requestedAt).slice(0, 16)}</span>
              </td>
              <td>
                <span className={styles.buttons}>
                  {item.state === "requested" && (
                    <Button kind="main" isDisabled={approve.isPending} onPress={() => approve.mutate(item.id)}>
                      {text("jobs.approve")}
                    </Button>
                  )}
                  {item.state !== "expired" && (
                    <Button isDisabled={end.isPending} onPress={() => end.mutate(item.id)}>
                      {text(item.state === "requested" ? "jobs.turnDown" : "jobs.end")}
                    </Button>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
