import { useParams } from "react-router";
import { useMapping, useMappingRows } from "../api/terminology";
import type { Session } from "../api/types";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownCount } from "../text/numbers";
import { BackLine } from "../ui/BackLine";
import { Figure } from "../ui/Figure";
import { Failure, Loading } from "../ui/Notice";
import styles from "../terminology/Terminology.module.css";
import { ImportRows } from "./ImportRows";
import { useShare } from "./share";
import { Workbench } from "./Workbench";

/** One list of a hospital: its rows are brought, decided by one and by another, and published as a map. */
export default function MappingPage({ session }: { session: Session }) {
  const { text, language } = useWords();
  const number = Number(useParams()["number"]);
  const share = useShare();
  const details = useMapping(number);
  const rows = useMappingRows(number);
  const back = (
    <BackLine to="/mappings" label={text("mapping.back")} />
  );
  // What was asked for anew in vain leaves on the page what was known: somebody may be at work on it.
  if (details.data === undefined) {
    return (
      <>
        {back}
        <PageTitle>{text("mapping.title")}</PageTitle>
        {details.error === null ? <Loading /> : <Failure error={details.error} onRetry={() => void details.refetch()} />}
      </>
    );
  }
  const { mapping, progress, published } = details.data;
  const all = Object.values(progress.rows).reduce((sum, count) => sum + count, 0);
  const count = (value: number) => shownCount(value, language);
  return (
    <>
      {back}
      <PageTitle
        lead={text("mapping.page.lead", {
          facility: mapping.facility ?? text("mapping.ofCity"),
          source: mapping.sourceSystem,
          target: mapping.targetSystem,
          version: mapping.targetVersion,
        })}
      >
        {mapping.name}
      </PageTitle>
      {all > 0 && (
        <dl className={styles.figures}>
          <Figure label={text("mapping.rows")} definition={text("mapping.rows.definition")}>
            {count(all)}
          </Figure>
          <Figure label={text("mapping.mapped")} definition={text("mapping.mapped.definition")}>
            {share(progress.mappedShare)}
          </Figure>
          <Figure label={text("mapping.mappedUses")} definition={text("mapping.mappedUses.definition")}>
            {share(progress.mappedUsesShare)}
          </Figure>
          <Figure label={text("mapping.agreed")} definition={text("mapping.agreed.definition")}>
            {count(progress.rows.agreed)}
          </Figure>
          <Figure label={text("mapping.disputed")} definition={text("mapping.disputed.definition")}>
            {count(progress.rows.disputed)}
          </Figure>
          <Figure label={text("mapping.suggested")} definition={text("mapping.suggested.definition")}>
            {progress.suggestedShare === undefined ? text("value.none") : share(progress.suggestedShare)}
          </Figure>
          <Figure label={text("mapping.agreement")} definition={text("mapping.agreement.definition")}>
            {progress.agreedShare === undefined ? text("value.none") : share(progress.agreedShare)}
          </Figure>
          <Figure label={text("mapping.published")} definition={text("mapping.published.definition")}>
            {published.at(-1)?.version ?? text("value.none")}
          </Figure>
        </dl>
      )}
      {rows.isPending && <Loading />}
      {rows.isError && rows.data === undefined && <Failure error={rows.error} onRetry={() => void rows.refetch()} />}
      {rows.data?.length === 0 && <ImportRows mapping={mapping} />}
      {rows.data !== undefined && rows.data.length > 0 && <Workbench
          details={details.data}
          rows={rows.data}
          session={session}
          age={{
            updatedAt: rows.dataUpdatedAt,
            isFetching: rows.isFetching,
            isError: rows.isError || details.isError,
            onRefresh: () => Promise.all([rows.refetch(), details.refetch()]),
          }}
        />}
    </>
  );
}
