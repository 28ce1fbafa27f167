import { useState } from "react";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownMoment } from "../text/dates";
import { Button } from "../ui/Button";
import { Figure, NumberHead } from "../ui/Figure";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure, Notice } from "../ui/Notice";
import { Numbers } from "../ui/Panel";
import { Table } from "../ui/Table";
import { AdminPlaces, Answered } from "./AdminPlaces";
import { type Keys, useKeys, useRotation } from "./admin";
import styles from "./Admin.module.css";
import { Progress } from "./Progress";

/** Whether the database is encrypted, by which epoch of keys, and how far going over to others is. */
export default function KeysPage() {
  const { text } = useWords();
  const keys = useKeys();
  return (
    <>
      <PageTitle lead={text("keys.lead")}>{text("keys.title")}</PageTitle>
      <AdminPlaces />
      <Answered title={text("keys.epochs")} lead={text("keys.epochs.lead")} answer={keys}>
        {(answer) => <Epochs keys={answer} />}
      </Answered>
    </>
  );
}

function Epochs({ keys }: { keys: Keys }) {
  const { text, named } = useWords();
  const rotate = useRotation();
  const [isAsked, setIsAsked] = useState(false);
  if (!keys.encrypted) {
    return (
      <Notice icon="warning" title={text("keys.clear.title")}>
        <p>{text("keys.clear.advice")}</p>
      </Notice>
    );
  }
  const epochs = [...keys.epochs].sort((a, b) => b.epoch - a.epoch);
  return (
    <>
      <Numbers label={text("keys.title")}>
        <Figure label={text("keys.epoch")} definition={text("keys.epoch.definition")}>
          {epochs[0]?.epoch ?? text("value.none")}
        </Figure>
      </Numbers>
      {keys.proposedBy !== undefined && (
        <Notice icon="clock" title={text("keys.proposed", { who: keys.proposedBy })}>
          <p>{text("keys.proposed.advice")}</p>
        </Notice>
      )}
      {rotate.isError && <Failure error={rotate.error} />}
      <p>
        <Button onPress={() => setIsAsked(true)}>{text(keys.proposedBy === undefined ? "keys.rotate" : "keys.rotateSecond")}</Button>
      </p>
      {isAsked && (
        <ModalDialog title={text("keys.sure")} onClose={() => setIsAsked(false)}>
          <p>{text("keys.sure.advice")}</p>
          <div className={styles.buttons}>
            <Button kind="main" isDisabled={rotate.isPending} onPress={() => rotate.mutate(undefined, { onSettled: () => setIsAsked(false) })}>
              {text(keys.proposedBy === undefined ? "keys.rotate" : "keys.rotateSecond")}
            </Button>
            <Button onPress={() => setIsAsked(false)}>{text("shortcuts.close")}</Button>
          </div>
        </ModalDialog>
      )}
      <Table label={text("keys.epochs")}>
        <thead>
          <tr>
            <th scope="col">{text("keys.epoch")}</th>
            <th scope="col">{text("models.state")}</th>
            <th scope="col">{text("keys.madeAt")}</th>
          </tr>
        </thead>
        <tbody>
          {epochs.map((epoch) => (
            <tr key={epoch.epoch} data-epoch={epoch.epoch}>
              <th scope="row">{epoch.epoch === 0 ? text("keys.clear") : epoch.epoch}</th>
              <td>{named("epochState", epoch.state)}</td>
              <td className={styles.moment}>{shownMoment(epoch.madeAt).slice(0, 16)}</td>
            </tr>
          ))}
        </tbody>
      </Table>
      {keys.runs.length > 0 && (
        <Table label={text("keys.runs")}>
          <thead>
            <tr>
              <th scope="col">{text("models.run")}</th>
              <NumberHead label={text("keys.epoch")} definition={text("keys.epoch.definition")} />
              <th scope="col">{text("models.state")}</th>
              <th scope="col">{text("models.by")}</th>
            </tr>
          </thead>
          <tbody>
            {keys.runs.map((run) => (
              <tr key={run.run} data-run={run.run}>
                <th scope="row">{run.run}</th>
                <td>{run.epoch}</td>
                <td>
                  {named("keyPhase", run.phase)}
                  <Progress done={run.records} total={run.ofRecords} of={text("keys.records")} />
                  {run.failure !== undefined && (
                    <span className={styles.small}>
                      {text("keys.stumbled")} <span lang="en">{run.failure}</span>
                    </span>
                  )}
                </td>
                <td>
                  {run.secondBy === undefined ? run.startedBy : text("models.byTwo", { first: run.startedBy, second: run.secondBy })}
                  <span className={styles.small}>{shownMoment(run.startedAt).slice(0, 16)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </>
  );
}
