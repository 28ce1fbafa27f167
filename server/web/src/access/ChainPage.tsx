import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { Button } from "../ui/Button";
import { Figure } from "../ui/Figure";
import { Icon } from "../ui/Icon";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Numbers, Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { AuditPlaces } from "./AuditPlaces";
import styles from "./Audit.module.css";
import { type LogStanding, useLogStanding, useVerification } from "./log";

/** Whether the log is what was written: up to which entry that was checked, and when it was signed last. */
export default function ChainPage() {
  const { text } = useWords();
  const standing = useLogStanding();
  return (
    <>
      <PageTitle lead={text("chain.lead")}>{text("chain.title")}</PageTitle>
      <AuditPlaces />
      {standing.isPending && <Loading />}
      {standing.isError && standing.data === undefined && <Failure error={standing.error} onRetry={() => void standing.refetch()} />}
      {standing.data !== undefined && (
        <Chain
          standing={standing.data}
          refresh={<AsOf updatedAt={standing.dataUpdatedAt} isFetching={standing.isFetching} isError={standing.isError} onRefresh={() => void standing.refetch()} />}
        />
      )}
    </>
  );
}

function Chain({ standing, refresh }: { standing: LogStanding; refresh: ReactNode }) {
  const { text, named, language } = useWords();
  const verify = useVerification();
  const count = (value: number) => shownCount(value, language);
  const { checkpoint, checked, share } = standing;
  const percent = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const isLate = checkpoint !== undefined && checkpoint.ageSeconds > 2 * standing.checkpointEverySeconds && checkpoint.position < standing.entries;
  return (
    <>
      <Numbers label={text("chain.title")}>
        <Figure label={text("chain.entries")} definition={text("chain.entries.definition")}>
          <span data-number="entries">{count(standing.entries)}</span>
        </Figure>
        <Figure label={text("chain.verified")} definition={text("chain.verified.definition")}>
          {checked === undefined ? text("chain.neverVerified") : text("chain.verifiedTo", { position: count(checked.verification.entries) })}
        </Figure>
        <Figure label={text("chain.checkpointAge")} definition={text("chain.checkpointAge.definition", { minutes: Math.round(standing.checkpointEverySeconds / 60) })}>
          {checkpoint === undefined ? text("value.none") : text("chain.minutes", { count: Math.floor(checkpoint.ageSeconds / 60) })}
        </Figure>
        <Figure label={text("chain.denied")} definition={text("chain.denied.definition", { days: share.days, denied: count(share.denied), entries: count(share.entries) })}>
          <span data-number="denied">{share.deniedPercent === undefined ? text("value.none") : `${percent.format(share.deniedPercent)} %`}</span>
        </Figure>
        <Figure label={text("emergency.waiting")} definition={text("emergency.waiting.definition")}>
          {count(standing.emergencies.waiting)}
        </Figure>
      </Numbers>
      {isLate && (
        <Notice icon="warning" title={text("chain.late.title")} tone="alarm">
          <p>{text("chain.late.advice")}</p>
        </Notice>
      )}
      <Panel
        title={text("chain.check")}
        lead={text("chain.check.lead")}
        actions={
          <>
            {refresh}
            <Button kind="main" isDisabled={verify.isPending} onPress={() => verify.mutate()}>
              <Icon name="refresh" />
              {text(verify.isPending ? "chain.checking" : "chain.checkNow")}
            </Button>
          </>
        }
      >
        {verify.isError && <Failure error={verify.error} />}
        {checked === undefined ? (
          <Notice icon="clock" title={text("chain.notYet.title")}>
            <p>{text("chain.notYet.advice")}</p>
          </Notice>
        ) : (
          <Notice icon={checked.verification.intact ? "same" : "warning"} tone={checked.verification.intact ? "calm" : "alarm"} title={text(checked.verification.intact ? "chain.intact" : "chain.broken")}>
            <p>
              {text("chain.result", {
                entries: count(checked.verification.entries),
                signed: count(checked.verification.signedTo),
                checkpoints: count(checked.verification.checkpoints),
                moment: shownMoment(checked.at).slice(0, 16),
              })}
            </p>
          </Notice>
        )}
        {checked !== undefined && checked.verification.findings.length > 0 && (
          <Table label={text("chain.findings")}>
            <thead>
              <tr>
                <th scope="col">{text("chain.finding")}</th>
                <th scope="col">{text("chain.findingFrom")}</th>
                <th scope="col">{text("chain.findingTo")}</th>
              </tr>
            </thead>
            <tbody>
              {checked.verification.findings.map((finding) => (
                <tr key={`${finding.kind} ${finding.from}`}>
                  <td>{named("finding", finding.kind)}</td>
                  <td>{count(finding.from)}</td>
                  <td>{count(finding.to)}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      <Panel title={text("chain.root")} lead={text("chain.root.lead")}>
        {checkpoint === undefined ? (
          <Notice icon="clock" title={text("chain.noCheckpoint")} />
        ) : (
          <dl className={styles.whole}>
            <div>
              <dt>{text("chain.root.position")}</dt>
              <dd>{count(checkpoint.position)}</dd>
            </div>
            <div>
              <dt>{text("chain.root.at")}</dt>
              <dd>{shownMoment(checkpoint.at)}</dd>
            </div>
            <div>
              <dt>{text("chain.root.hash")}</dt>
              <dd>
                <code className={styles.hash}>{checkpoint.hash}</code>
              </dd>
            </div>
          </dl>
        )}
      </Panel>
    </>
  );
}
