import { useState } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Link } from "react-router";
import { CHANGE_CLASSES, type ChangeClass, type CodeChange, type Impact, type Pair, useImpact, useReleaseDiff } from "../api/terminology";
import { useWords } from "../i18n";
import { shownCount } from "../text/numbers";
import { Choice } from "../ui/Choice";
import { Figure, NumberHead } from "../ui/Figure";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Pager } from "../ui/Pager";
import { Table } from "../ui/Table";
import { type ListOfReleases, pairOf } from "./releases";
import styles from "./Terminology.module.css";

const ROWS = 50;

/** What changes from one release of a list to another, in five classes, and what it breaks. */
export function Changes({ list }: { list: ListOfReleases }) {
  const { text, named } = useWords();
  const [chosen, setChosen] = useState<{ before?: string; after?: string }>({});
  const usual = pairOf(list);
  if (usual === undefined) {
    return (
      <section className={styles.section}>
        <h2>{text("terminology.changes")}</h2>
        <Notice icon="info" title={text("terminology.changes.one")} />
      </section>
    );
  }
  const pair = { system: list.system, before: chosen.before ?? usual.before, after: chosen.after ?? usual.after };
  const options = list.releases.map((release) => ({ id: release.version, name: release.version, detail: named("releaseState", release.state) }));
  return (
    <section className={styles.section}>
      <h2>{text("terminology.changes")}</h2>
      <div className={styles.pair}>
        <Choice label={text("terminology.before")} options={options} chosen={pair.before} onChoose={(before) => setChosen({ ...pair, before })} />
        <Choice label={text("terminology.after")} options={options} chosen={pair.after} onChoose={(after) => setChosen({ ...pair, after })} />
      </div>
      {pair.before === pair.after ? (
        <Notice icon="info" title={text("terminology.changes.same")} />
      ) : (
        <>
          <Diff key={`${pair.before} ${pair.after}`} pair={pair} />
          {list.type === "CodeSystem" && <Broken pair={pair} />}
        </>
      )}
    </section>
  );
}

function Diff({ pair }: { pair: Pair }) {
  const { text, named, language } = useWords();
  const [kind, setKind] = useState<ChangeClass>();
  const [offset, setOffset] = useState(0);
  const counts = useReleaseDiff(pair, undefined, 0, 0);
  const shown = kind ?? CHANGE_CLASSES.find((one) => (counts.data?.counts[one] ?? 0) > 0) ?? "new";
  const rows = useReleaseDiff(counts.isSuccess ? pair : undefined, shown, offset, ROWS);
  if (counts.isPending) return <Loading />;
  if (counts.isError) return <Failure error={counts.error} onRetry={() => void counts.refetch()} />;
  const diff = counts.data;
  const count = (value: number) => shownCount(value, language);
  return (
    <>
      <p className={styles.count}>
        {text("terminology.same", { count: count(diff.same) })}
        {diff.notCompared.length > 0 && ` ${text("terminology.notCompared", { what: diff.notCompared.join(", ") })}`}
      </p>
      <Tabs
        selectedKey={shown}
        onSelectionChange={(key) => {
          setKind(key as ChangeClass);
          setOffset(0);
        }}
      >
        <TabList className={styles.tabs ?? ""} aria-label={text("terminology.changes")}>
          {CHANGE_CLASSES.map((one) => (
            <Tab key={one} id={one} className={styles.tab ?? ""}>
              {named("changeClass", one)}
              <span data-count={one}>{count(diff.counts[one])}</span>
            </Tab>
          ))}
        </TabList>
        {CHANGE_CLASSES.map((one) => (
          <TabPanel key={one} id={one} className={styles.panel ?? ""}>
            <p className={styles.count}>{named("changeMeaning", one)}</p>
            {rows.isPending && <Loading />}
            {rows.isError && <Failure error={rows.error} onRetry={() => void rows.refetch()} />}
            {rows.isSuccess && rows.data.items.length === 0 && <Notice icon="same" title={text("terminology.changes.none")} />}
            {rows.isSuccess && rows.data.items.length > 0 && (
              <>
                <ChangeTable changes={rows.data.items} isBusy={rows.isPlaceholderData} />
                <Pager offset={offset} size={ROWS} total={rows.data.total} onOffset={setOffset} />
              </>
            )}
          </TabPanel>
        ))}
      </Tabs>
    </>
  );
}

export function ChangeTable({ changes, isBusy = false }: { changes: readonly CodeChange[]; isBusy?: boolean }) {
  const { text, named } = useWords();
  const said = (what: string, value: string) => (what === "status" ? named("conceptStatus", value) : value);
  const hasDifferences = changes.some(({ differences }) => differences.length > 0);
  return (
    <div aria-busy={isBusy}>
      <Table label={text("terminology.changes")}>
        <thead>
          <tr>
            <th scope="col">{text("terminology.code")}</th>
            <th scope="col">{text("terminology.display")}</th>
            {hasDifferences && <th scope="col">{text("terminology.differences")}</th>}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={`${change.kind} ${change.code}`} data-change={change.kind}>
              <th scope="row">
                <code>{change.code}</code>
              </th>
              <td>{change.display}</td>
              {hasDifferences && (
                <td>
                  {change.differences.map((difference, index) => (
                    <p key={index} className={styles.difference}>
                      <span className={styles.differenceName}>{named("property", difference.what)}</span>
                      {difference.before !== "" && <del className={styles.before}>{said(difference.what, difference.before)}</del>}{" "}
                      {difference.after !== "" && <ins className={styles.after}>{said(difference.what, difference.after)}</ins>}
                    </p>
                  ))}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

/** Value sets and maps that name codes which go or are no longer to be used. */
function Broken({ pair }: { pair: Pair }) {
  const { text, named, language } = useWords();
  const impact = useImpact(pair);
  return (
    <section className={styles.section}>
      <h2>{text("terminology.impact")}</h2>
      {impact.isPending && <Loading />}
      {impact.isError && <Failure error={impact.error} onRetry={() => void impact.refetch()} />}
      {impact.isSuccess && (
        <>
          <dl className={styles.figures}>
            <Figure label={text("terminology.gone")} definition={text("terminology.gone.definition")}>
              {shownCount(impact.data.codes, language)}
            </Figure>
            <Figure label={text("terminology.touched")} definition={text("terminology.touched.definition")}>
              {shownCount(impact.data.changed, language)}
            </Figure>
            <Figure label={text("terminology.uses")} definition={text("terminology.uses.definition", { days: impact.data.days })}>
              {shownCount(impact.data.uses, language)}
            </Figure>
            <Figure label={text("terminology.hospitals")} definition={text("terminology.hospitals.definition", { days: impact.data.days })}>
              {shownCount(impact.data.facilities.length, language)}
            </Figure>
            <Figure label={text("terminology.broken")} definition={text("terminology.broken.definition")}>
              {shownCount(impact.data.broken.length, language)}
            </Figure>
          </dl>
          {impact.data.broken.length === 0 ? (
            <Notice icon="same" title={text("terminology.broken.none")} />
          ) : (
            <Table label={text("terminology.impact")}>
              <thead>
                <tr>
                  <th scope="col">{text("terminology.what")}</th>
                  <NumberHead label={text("terminology.gone")} definition={text("terminology.gone.definition")} isAtEnd />
                  <th scope="col">{text("terminology.codes")}</th>
                </tr>
              </thead>
              <tbody>
                {impact.data.broken.map((broken) => (
                  <tr key={`${broken.type} ${broken.url} ${broken.version}`}>
                    <th scope="row">
                      {named("resourceType", broken.type)}
                      <code className={styles.uri}>{[broken.url, broken.version].filter((part) => part !== "").join(" | ")}</code>
                    </th>
                    <td className={styles.number}>{shownCount(broken.count, language)}</td>
                    <td className={styles.codes}>
                      {broken.codes.join(", ")}
                      {broken.count > broken.codes.length && ` ${text("terminology.moreCodes", { count: shownCount(broken.count - broken.codes.length, language) })}`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
          {impact.data.used.length > 0 && <Used used={impact.data.used} />}
          {impact.data.mappings.length > 0 && (
            <section className={styles.section}>
              <h3>{text("terminology.mappings")}</h3>
              <ul>
                {impact.data.mappings.map((mapping) => (
                  <li key={mapping.number}>
                    <Link to={`/mappings/${mapping.number}`}>{mapping.name}</Link> {[mapping.facility, text("terminology.mappingRows", { count: mapping.rows })].filter((part) => part !== "").join(" · ")}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </section>
  );
}

/** Which codes that go or change are in use, and where; the most used first. */
function Used({ used }: { used: Impact["used"] }) {
  const { text, named, language } = useWords();
  return (
    <section className={styles.section}>
      <h3>{text("terminology.used")}</h3>
      <Table label={text("terminology.used")}>
        <thead>
          <tr>
            <th scope="col">{text("terminology.code")}</th>
            <th scope="col">{text("terminology.change")}</th>
            <NumberHead label={text("terminology.uses")} definition={text("terminology.usesOfCode.definition")} isAtEnd />
            <th scope="col">{text("terminology.usedBy")}</th>
          </tr>
        </thead>
        <tbody>
          {used.map((one) => (
            <tr key={one.code}>
              <th scope="row">
                <code>{one.code}</code> {one.display}
              </th>
              <td>{named("changeClass", one.kind)}</td>
              <td className={styles.number}>{shownCount(one.uses, language)}</td>
              <td className={styles.codes}>
                {one.facilities.join(", ")}
                {one.count > one.facilities.length && ` ${text("terminology.moreCodes", { count: shownCount(one.count - one.facilities.length, language) })}`}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
