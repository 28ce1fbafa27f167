import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownBits } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { NumberHead } from "../ui/Figure";
import { Failure, Loading } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { MatchingPlaces } from "./MatchingPlaces";
import { useLevels } from "./matching";
import styles from "./Matching.module.css";

/** What each agreement weighs in the model in use. */
export default function LevelsPage() {
  const { text, named, language } = useWords();
  const levels = useLevels();
  const probability = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  return (
    <>
      <PageTitle lead={text("matching.levels.lead")}>{text("matching.levels.title")}</PageTitle>
      <MatchingPlaces />
      {levels.isPending && <Loading />}
      {levels.isError && levels.data === undefined && <Failure error={levels.error} onRetry={() => void levels.refetch()} />}
      {levels.data !== undefined && (
        <Panel
          title={text("matching.levelsOf", { model: levels.data.model })}
          actions={<AsOf updatedAt={levels.dataUpdatedAt} isFetching={levels.isFetching} isError={levels.isError} onRefresh={() => void levels.refetch()} />}
        >
          <Table label={text("matching.levels.title")}>
            <thead>
              <tr>
                <th scope="col">{text("evidence.comparison")}</th>
                <th scope="col">{text("evidence.level")}</th>
                <NumberHead label={text("matching.m")} definition={text("matching.m.definition")} />
                <NumberHead label={text("matching.u")} definition={text("matching.u.definition")} />
                <NumberHead label={text("evidence.bits")} definition={text("evidence.bits.definition")} />
              </tr>
            </thead>
            <tbody>
              {levels.data.items.map((item) => (
                <tr key={`${item.comparison} ${item.level}`}>
                  <th scope="row">{named("field", item.comparison)}</th>
                  <td>{named("level", item.level)}</td>
                  <td className={styles.count}>{probability.format(item.m)}</td>
                  <td className={styles.count}>{probability.format(item.u)}</td>
                  <td className={styles.count}>{shownBits(item.bits, language)}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        </Panel>
      )}
    </>
  );
}
