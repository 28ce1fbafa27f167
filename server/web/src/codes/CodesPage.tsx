import { useDeferredValue, useId, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useCodeSearch, useCodeSystems } from "../api/questions";
import type { CodeHit, CodeSystem } from "../api/types";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownCount } from "../text/numbers";
import { typed } from "../text/unicode";
import { AsOf } from "../ui/AsOf";
import { Choice } from "../ui/Choice";
import { Failure, Loading, Notice } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";
import styles from "./CodesPage.module.css";
import { ConceptView } from "./ConceptView";
import { highlight } from "./highlight";
import { Tree } from "./Tree";

const HITS_MAX = 50;

/** Choose a code system, type, open a concept. The address says which code is open; a code is nobody's secret. */
export default function CodesPage() {
  const { text } = useWords();
  const systems = useCodeSystems();
  return (
    <>
      <PageTitle lead={text("codes.lead")}>{text("codes.title")}</PageTitle>
      {systems.isPending && <Loading />}
      {systems.isError && systems.data === undefined && <Failure error={systems.error} onRetry={() => void systems.refetch()} />}
      {systems.data?.length === 0 && (
        <Notice icon="empty" title={text("codes.noSystems.title")}>
          <p>{text("codes.noSystems.advice")}</p>
        </Notice>
      )}
      {systems.data !== undefined && systems.data.length > 0 && (
        <>
          <p className={styles.above}>
            <AsOf updatedAt={systems.dataUpdatedAt} isFetching={systems.isFetching} isError={systems.isError} onRefresh={() => void systems.refetch()} />
          </p>
          <Desk systems={systems.data} />
        </>
      )}
    </>
  );
}

function idOf(system: { system: string; version: string }): string {
  return `${system.system}|${system.version}`;
}

function Desk({ systems }: { systems: readonly CodeSystem[] }) {
  const { text, named, language } = useWords();
  const [address, setAddress] = useSearchParams();
  const [typing, setTyping] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLOListElement & HTMLUListElement>(null);
  const wanted = `${address.get("system")}|${address.get("version")}`;
  const chosen = systems.find((system) => idOf(system) === wanted) ?? systems[0];
  const code = address.get("code");
  const under = address.get("under");
  const query = useDeferredValue(typed(typing));

  const step = (direction: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("li > a:first-child") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[at === -1 ? 0 : Math.min(Math.max(at + direction, 0), links.length - 1)]?.focus();
  };
  useShortcut("Slash", () => input.current?.focus());
  useShortcut("KeyJ", () => step(1));
  useShortcut("KeyK", () => step(-1));

  if (chosen === undefined) return null;
  const options = systems.map((system) => ({
    id: idOf(system),
    name: text("codes.systemOption", { name: system.name, version: system.version }),
    detail: text("codes.systemDetail", { concepts: shownCount(system.concepts, language), status: named("codeStatus", system.status) }),
  }));
  const choose = (id: string) => {
    const system = systems.find((candidate) => idOf(candidate) === id);
    if (system !== undefined) setAddress({ system: system.system, version: system.version });
  };
  return (
    <div className={styles.desk}>
      <section className={styles.finder} aria-label={text("codes.find")}>
        <Choice label={text("codes.system")} options={options} chosen={idOf(chosen)} onChoose={choose} />
        <TextInput label={text("codes.words")} hint={text("codes.words.hint")} value={typing} onChange={setTyping} inputRef={input} shortcut="/" />
        {query === "" ? (
          <Tree key={`${idOf(chosen)} ${under}`} system={chosen} under={under} open={code} list={list} />
        ) : (
          <Hits key={idOf(chosen)} system={chosen} query={query} open={code} list={list} />
        )}
      </section>
      <section className={styles.concept} aria-label={text("codes.concept")}>
        {code === null ? (
          <Notice icon="book" title={text("codes.chooseOne")} />
        ) : (
          <ConceptView key={`${idOf(chosen)} ${code}`} question={{ system: chosen.system, version: chosen.version, code }} name={chosen.name} />
        )}
      </section>
    </div>
  );
}

interface HitsProps {
  system: CodeSystem;
  query: string;
  open: string | null;
  list: React.RefObject<HTMLOListElement | null>;
}

function Hits({ system, query, open, list }: HitsProps) {
  const { text, language } = useWords();
  const status = useId();
  const found = useCodeSearch({ system: system.system, version: system.version, text: query, limit: HITS_MAX, offset: 0 });
  if (found.isPending) return <Loading />;
  if (found.data === undefined) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const { items, total, release } = found.data;
  if (items.length === 0) {
    return (
      <Notice icon="empty" title={text("codes.none.title")}>
        <p>{text("codes.none.advice")}</p>
      </Notice>
    );
  }
  return (
    <>
      <p className={styles.quiet} id={status} role="status">
        {text("codes.count", { count: total, shown: shownCount(items.length, language), version: release.version })}
      </p>
      <ol className={styles.hits} ref={list} aria-describedby={status} aria-busy={found.isPlaceholderData}>
        {items.map((hit) => (
          <li key={hit.code}>
            <HitLink system={system} hit={hit} query={query} isOpen={hit.code === open} />
          </li>
        ))}
      </ol>
    </>
  );
}

function HitLink({ system, hit, query, isOpen }: { system: CodeSystem; hit: CodeHit; query: string; isOpen: boolean }) {
  const { language } = useWords();
  const address = new URLSearchParams({ system: system.system, version: system.version, code: hit.code });
  const other = hit.designations?.find((designation) => designation.value !== hit.display && designation.language !== language);
  const own = hit.designations?.find((designation) => designation.language === language);
  const display = own?.value ?? hit.display;
  const beside = display === hit.display ? other?.value : hit.display;
  return (
    <Link className={styles.hit} to={`/codes?${address}`} aria-current={isOpen ? "true" : undefined}>
      <code className={styles.code}>{hit.code}</code>
      <span className={styles.words}>
        <span className={styles.display}>
          {highlight(display, query).map((stretch, index) =>
            stretch.hit ? <mark key={index}>{stretch.text}</mark> : <span key={index}>{stretch.text}</span>,
          )}
        </span>
        {beside !== undefined && beside !== display && <span className={styles.beside}>{beside}</span>}
      </span>
    </Link>
  );
}
