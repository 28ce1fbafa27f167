import { type FormEvent, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { readTypedDate, shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { typed } from "../text/unicode";
import { Badge } from "../ui/Badge";
import { AsOf } from "../ui/AsOf";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Table } from "../ui/Table";
import { TextInput } from "../ui/TextInput";
import { useRowKeys } from "../ui/useRowKeys";
import { AuditPlaces } from "./AuditPlaces";
import styles from "./Audit.module.css";
import { ENTRIES_PER_PAGE, type LogEntry, type LogFilter, useLogEntries, useLogEntry } from "./log";

const ACTIONS = [
  "search", "match", "read", "read_source", "explain", "cross_reference", "feed", "load", "preview", "decide", "task", "compare", "unmask",
  "changes", "export", "read_access_log", "verify_access_log", "break_glass", "review_break_glass", "subject_request", "revoke", "block", "model", "keys",
  "release_validate", "release_approve", "release_activate", "release_retire", "release_rollback", "mapping_publish",
] as const;
const OUTCOMES = ["success", "nothing_found", "denied"] as const;
const TEXTS = ["person", "user", "client", "facility", "purpose"] as const;
const ANY = "any";
/** The server counts no further than this. */
const OFFSET_MAX = 10_000;

/** Every entry of the log, narrowed by who, whom, for which hospital, why and when. Persons' ids are hidden; one entry in full is an entry itself. */
export default function EntriesPage() {
  const { text } = useWords();
  const [address, setAddress] = useSearchParams();
  const filter: LogFilter = Object.fromEntries([...TEXTS, "action", "outcome", "from", "before"].flatMap((name) => {
    const value = address.get(name);
    return value === null ? [] : [[name, value]];
  }));
  const offset = Math.min(Math.max(0, Number(address.get("offset") ?? 0) || 0), OFFSET_MAX);
  const go = (next: LogFilter, from: number) =>
    setAddress(Object.fromEntries([...Object.entries(next).filter(([, value]) => value !== ""), ...(from > 0 ? [["offset", String(from)]] : [])]));
  return (
    <>
      <PageTitle lead={text("audit.entries.lead")}>{text("audit.entries.title")}</PageTitle>
      <AuditPlaces />
      <Filters key={JSON.stringify(filter)} filter={filter} onFilter={(next) => go(next, 0)} />
      <Entries filter={filter} offset={offset} onOffset={(from) => go(filter, from)} />
    </>
  );
}

function Filters({ filter, onFilter }: { filter: LogFilter; onFilter(filter: LogFilter): void }) {
  const { text, named } = useWords();
  const [writing, setWriting] = useState(filter);
  const [from, setFrom] = useState(dayOf(filter.from));
  const [until, setUntil] = useState(dayOf(filter.before, -1));
  const [wrong, setWrong] = useState<{ from?: boolean; until?: boolean }>({});
  const first = useRef<HTMLInputElement>(null);
  useShortcut("Slash", () => first.current?.focus());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const start = momentOf(from, 0);
    const end = momentOf(until, 1);
    setWrong({ from: start === undefined, until: end === undefined });
    if (start === undefined || end === undefined) return;
    const texts = Object.fromEntries(TEXTS.map((name) => [name, typed(writing[name] ?? "")]));
    onFilter({ ...writing, ...texts, from: start, before: end });
  };
  const labels = { person: text("person.enterpriseId"), user: text("audit.user"), client: text("audit.client"), facility: text("field.facility"), purpose: text("access.purpose") };
  return (
    <form className={styles.filters} role="search" autoComplete="off" noValidate onSubmit={submit}>
      {TEXTS.map((name) => (
        <TextInput
          key={name}
          label={labels[name]}
          value={writing[name] ?? ""}
          onChange={(value) => setWriting({ ...writing, [name]: value })}
          {...(name === "person" ? { inputRef: first, shortcut: "/" } : {})}
        />
      ))}
      <Choice
        label={text("access.action")}
        options={[{ id: ANY, name: text("audit.any") }, ...ACTIONS.map((action) => ({ id: action, name: named("action", action) }))]}
        chosen={writing.action ?? ANY}
        onChoose={(action) => setWriting({ ...writing, action: action === ANY ? "" : action })}
      />
      <Choice
        label={text("access.outcome")}
        options={[{ id: ANY, name: text("audit.any") }, ...OUTCOMES.map((outcome) => ({ id: outcome, name: named("outcome", outcome) }))]}
        chosen={writing.outcome === undefined || writing.outcome === "" ? ANY : writing.outcome}
        onChoose={(outcome) => setWriting({ ...writing, outcome: outcome === ANY ? "" : outcome })}
      />
      <TextInput label={text("audit.from")} value={from} onChange={setFrom} inputMode="numeric" error={wrong.from ? text("audit.dateWrong") : undefined} />
      <TextInput label={text("audit.until")} value={until} onChange={setUntil} inputMode="numeric" error={wrong.until ? text("audit.dateWrong") : undefined} />
      <Button kind="main" type="submit">
        <Icon name="search" />
        {text("work.filter")}
      </Button>
    </form>
  );
}

const DAY_MILLIS = 86_400_000;

/** The beginning of a typed day, or of a day after it, in the reader's time zone; empty for none, undefined for what is no day. */
function momentOf(written: string, daysLater: number): string | undefined {
  if (written.trim() === "") return "";
  const date = readTypedDate(written);
  if (date?.month === undefined || date.day === undefined) return undefined;
  return new Date(date.year, date.month - 1, date.day + daysLater).toISOString();
}

function dayOf(moment: string | undefined, daysLater = 0): string {
  const at = moment === undefined ? Number.NaN : new Date(moment).getTime();
  if (Number.isNaN(at)) return "";
  const day = new Date(at + daysLater * DAY_MILLIS);
  return `${String(day.getDate()).padStart(2, "0")}/${String(day.getMonth() + 1).padStart(2, "0")}/${day.getFullYear()}`;
}

function Entries({ filter, offset, onOffset }: { filter: LogFilter; offset: number; onOffset(offset: number): void }) {
  const { text, named, language } = useWords();
  const entries = useLogEntries(filter, offset);
  const open = useLogEntry();
  const rows = useRowKeys<HTMLDivElement>();
  if (entries.isPending) return <Loading />;
  if (entries.isError && entries.data === undefined) return <Failure error={entries.error} onRetry={() => void entries.refetch()} />;
  const { total, items } = entries.data;
  const last = Math.min(total, offset + items.length);
  return (
    <div ref={rows}>
      <div className={styles.above}>
        <p role="status" data-total={total}>
          {text("audit.total", { count: total, shown: shownCount(total, language), from: items.length === 0 ? 0 : offset + 1, to: last })}
        </p>
        <AsOf updatedAt={entries.dataUpdatedAt} isFetching={entries.isFetching} isError={entries.isError} onRefresh={() => void entries.refetch()} />
      </div>
      {open.isError && <Failure error={open.error} />}
      {items.length === 0 ? (
        <Notice icon="empty" title={text("audit.none.title")}>
          <p>{text("audit.none.advice")}</p>
        </Notice>
      ) : (
        <Table label={text("audit.entries.title")}>
          <thead>
            <tr>
              <th scope="col">{text("audit.position")}</th>
              <th scope="col">{text("access.at")}</th>
              <th scope="col">{text("access.actor")}</th>
              <th scope="col">{text("access.action")}</th>
              <th scope="col">{text("audit.person")}</th>
              <th scope="col">{text("access.purpose")}</th>
              <th scope="col">{text("access.outcome")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((entry) => (
              <tr key={entry.position}>
                <td>
                  <Button kind="quiet" onPress={() => open.mutate(entry.position)} data-row aria-label={text("audit.open", { position: shownCount(entry.position, language) })}>
                    {shownCount(entry.position, language)}
                  </Button>
                </td>
                <td className={styles.moment}>{shownMoment(entry.at)}</td>
                <td>
                  <Actor entry={entry} />
                </td>
                <td>
                  {named("action", entry.action)}
                  {entry.about !== undefined && <code className={styles.small}>{entry.about}</code>}
                </td>
                <td>{entry.person === undefined ? text("value.none") : <code>{entry.person}</code>}</td>
                <td>{shownPurposes(entry.purpose, named) || text("value.none")}</td>
                <td>
                  {entry.outcome === "DENIED" ? <Badge tone="waiting">{named("outcome", entry.outcome)}</Badge> : named("outcome", entry.outcome)}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <p className={styles.pages}>
        <Button isDisabled={offset === 0} onPress={() => onOffset(Math.max(0, offset - ENTRIES_PER_PAGE))}>
          {text("audit.newer")}
        </Button>
        <Button isDisabled={last >= total || offset + ENTRIES_PER_PAGE > OFFSET_MAX} onPress={() => onOffset(offset + ENTRIES_PER_PAGE)}>
          {text("audit.older")}
        </Button>
      </p>
      {open.data !== undefined && <WholeEntry entry={open.data} onClose={() => open.reset()} />}
    </div>
  );
}

function Actor({ entry }: { entry: LogEntry }) {
  const { text, named } = useWords();
  return (
    <>
      {entry.client === "" ? entry.actor : text("access.through", { actor: entry.actor, client: entry.client })}
      <span className={styles.small}>
        {entry.role.split(" ").filter((role) => role !== "").map((role) => named("role", role)).join(", ")}
        {entry.organization !== "" && ` · ${entry.organization === "*" ? text("audit.everyFacility") : entry.organization}`}
      </span>
    </>
  );
}

export function shownPurposes(purposes: string, named: ReturnType<typeof useWords>["named"]): string {
  return purposes.split(" ").filter((purpose) => purpose !== "").map((purpose) => named("purpose", purpose)).join(", ");
}

function WholeEntry({ entry, onClose }: { entry: LogEntry; onClose(): void }) {
  const { text, named, language } = useWords();
  const lines: [string, string | undefined][] = [
    [text("access.at"), shownMoment(entry.at)],
    [text("access.actor"), entry.client === "" ? entry.actor : text("access.through", { actor: entry.actor, client: entry.client })],
    [text("access.role"), entry.role.split(" ").filter((role) => role !== "").map((role) => named("role", role)).join(", ")],
    [text("audit.organization"), entry.organization === "*" ? text("audit.everyFacility") : entry.organization],
    [text("access.action"), named("action", entry.action)],
    [text("audit.person"), entry.person],
    [text("access.about"), entry.about],
    [text("access.purpose"), shownPurposes(entry.purpose, named)],
    [text("access.outcome"), named("outcome", entry.outcome)],
    [text("audit.question"), entry.question],
    [text("audit.address"), entry.address],
    [text("audit.request"), entry.requestId],
  ];
  return (
    <ModalDialog title={text("audit.entry", { position: shownCount(entry.position, language) })} onClose={onClose} isDismissable>
      <dl className={styles.whole}>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value === undefined || value === "" ? text("value.none") : value}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.note}>{text("audit.entry.written")}</p>
      <Button kind="main" onPress={onClose}>
        {text("shortcuts.close")}
      </Button>
    </ModalDialog>
  );
}
