import { type ReactNode, useMemo, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Session } from "../api/types";
import { type ReleaseState, useReleases } from "../api/terminology";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownCount } from "../text/numbers";
import { typed } from "../text/unicode";
import { AsOf } from "../ui/AsOf";
import { Badge } from "../ui/Badge";
import { Choice } from "../ui/Choice";
import { Figure, NumberHead } from "../ui/Figure";
import { Icon } from "../ui/Icon";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Table } from "../ui/Table";
import { TextInput } from "../ui/TextInput";
import { Period } from "./Period";
import { byList, fits, type ListOfReleases, SIGNS, STATES, WAITING } from "./releases";
import { SystemView } from "./SystemView";
import styles from "./Terminology.module.css";

/** Every code list with its releases; or, where the address names one, that list. */
export default function ReleasesPage({ session }: { session: Session }) {
  const { text } = useWords();
  const [address] = useSearchParams();
  const releases = useReleases();
  const lists = useMemo(() => byList(releases.data?.items ?? []), [releases.data]);
  const wanted = address.get("system");
  const open = lists.find(({ system }) => system === wanted);
  const isUnknown = releases.isError && releases.data === undefined;
  if (releases.isPending || isUnknown || (wanted !== null && open === undefined)) {
    return (
      <>
        <PageTitle lead={text("terminology.lead")}>{text("terminology.title")}</PageTitle>
        {releases.isPending && <Loading />}
        {isUnknown && <Failure error={releases.error} onRetry={() => void releases.refetch()} />}
        {releases.data !== undefined && (
          <Notice icon="empty" title={text("terminology.noSystem.title")}>
            <Link to="/releases">{text("terminology.back")}</Link>
          </Notice>
        )}
      </>
    );
  }
  const asOf = <AsOf updatedAt={releases.dataUpdatedAt} isFetching={releases.isFetching} isError={releases.isError} onRefresh={() => void releases.refetch()} />;
  if (open !== undefined) return <SystemView key={open.system} list={open} session={session} asOf={asOf} />;
  return <Lists lists={lists} asOf={asOf} mayUpload={session.roles.includes("terminology-admin")} />;
}

function Lists({ lists, asOf, mayUpload }: { lists: readonly ListOfReleases[]; asOf: ReactNode; mayUpload: boolean }) {
  const { text, named, language } = useWords();
  const [typing, setTyping] = useState("");
  const [state, setState] = useState<ReleaseState | "any">("any");
  const words = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const count = (value: number) => shownCount(value, language);
  const all = lists.flatMap(({ releases }) => releases);
  const shown = lists.filter((list) => fits(list, typed(typing)) && (state === "any" || list.releases.some((release) => release.state === state)));
  const step = (by: 1 | -1) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>("th a") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[at === -1 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  };
  useShortcut("Slash", () => words.current?.focus());
  useShortcut("KeyJ", () => step(1));
  useShortcut("KeyK", () => step(-1));
  return (
    <>
      <PageTitle lead={text("terminology.lead")}>{text("terminology.title")}</PageTitle>
      <dl className={styles.figures}>
        <Figure label={text("terminology.lists")} definition={text("terminology.lists.definition")}>
          {count(lists.length)}
        </Figure>
        <Figure label={text("terminology.inForce")} definition={text("terminology.inForce.definition")}>
          {count(all.filter((release) => release.state === "active").length)}
        </Figure>
        <Figure label={text("terminology.waiting")} definition={text("terminology.waiting.definition")}>
          {count(all.filter((release) => WAITING.includes(release.state)).length)}
        </Figure>
        <Figure label={text("terminology.forSecond")} definition={text("terminology.forSecond.definition")}>
          {count(all.filter((release) => release.state === "validated" && release.type === "CodeSystem").length)}
        </Figure>
      </dl>
      <div className={styles.filters}>
        <TextInput label={text("terminology.filter")} hint={text("terminology.filter.hint")} value={typing} onChange={setTyping} inputRef={words} shortcut="/" />
        <Choice
          label={text("terminology.state")}
          options={[{ id: "any", name: text("terminology.anyState") }, ...STATES.map((one) => ({ id: one, name: named("releaseState", one) }))]}
          chosen={state}
          onChoose={(id) => setState(id as ReleaseState | "any")}
        />
        {mayUpload && (
          <Link className={styles.link} to="/releases/new">
            <Icon name="upload" />
            {text("terminology.upload")}
          </Link>
        )}
      </div>
      <div className={styles.above}>
        <p className={styles.count} role="status">
          {text("terminology.count", { count: shown.length })}
        </p>
        {asOf}
      </div>
      {shown.length === 0 ? (
        <Notice icon="empty" title={text(lists.length === 0 ? "terminology.none.title" : "terminology.none.filtered")}>
          <p>{text(lists.length === 0 ? "terminology.none.advice" : "terminology.none.filteredAdvice")}</p>
        </Notice>
      ) : (
        <Table label={text("terminology.title")}>
          <thead>
            <tr>
              <th scope="col">{text("terminology.list")}</th>
              <th scope="col">{text("terminology.version")}</th>
              <NumberHead label={text("terminology.concepts")} definition={text("terminology.concepts.definition")} isAtEnd />
              <th scope="col">{text("terminology.publisher")}</th>
              <th scope="col">{text("terminology.releases")}</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {shown.map((list) => (
              <ListRow key={`${list.type} ${list.system}`} list={list} />
            ))}
          </tbody>
        </Table>
      )}
    </>
  );
}

function ListRow({ list }: { list: ListOfReleases }) {
  const { text, named, language } = useWords();
  const { inForce } = list;
  return (
    <tr data-system={list.system}>
      <th scope="row" className={styles.name}>
        <Link to={`/releases?${new URLSearchParams({ system: list.system })}`}>{list.name}</Link>
        <code className={styles.uri}>{list.system}</code>
        {list.type !== "CodeSystem" && <span className={styles.quiet}>{named("resourceType", list.type)}</span>}
      </th>
      <td translate="no">
        {inForce === undefined ? (
          <span className={styles.quiet}>{text("terminology.noneInForce")}</span>
        ) : (
          <>
            {inForce.version}
            <span className={styles.uri}>
              <Period release={inForce} />
            </span>
          </>
        )}
      </td>
      <td className={styles.number}>{inForce?.concepts === undefined ? text("value.none") : shownCount(inForce.concepts, language)}</td>
      <td>
        {inForce?.publisher ?? list.releases[0]?.publisher ?? text("value.none")}
        {inForce?.decision !== undefined && <span className={styles.uri}>{inForce.decision}</span>}
      </td>
      <td>
        <span className={styles.badges}>
          {STATES.map((state) => {
            const count = list.releases.filter((release) => release.state === state).length;
            return count === 0 ? null : (
              <Badge key={state} tone={SIGNS[state].tone} icon={SIGNS[state].icon}>
                {count > 1 ? text("terminology.stateCount", { state: named("releaseState", state), count: shownCount(count, language) }) : named("releaseState", state)}
              </Badge>
            );
          })}
        </span>
      </td>
    </tr>
  );
}
