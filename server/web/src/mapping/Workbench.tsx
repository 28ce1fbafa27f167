import { useEffect, useMemo, useRef, useState } from "react";
import { type MappingDetails, type MappingRow, RELATIONS, type Relation, exportPath, useMappingDecision, usePrefetchSuggestions } from "../api/terminology";
import type { Session } from "../api/types";
import { useWords } from "../i18n";
import { useShortcut } from "../shell/Shortcuts";
import { shownCount } from "../text/numbers";
import { AsOf, type AsOfProps } from "../ui/AsOf";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { Failure } from "../ui/Notice";
import terminology from "../terminology/Terminology.module.css";
import { useRowWindow } from "../tasks/window";
import { BulkDialog } from "./BulkDialog";
import { BringDialog } from "./BringDialog";
import styles from "./Mapping.module.css";
import { PublishDialog } from "./PublishDialog";
import { Repairs } from "./Repairs";
import { chosenRows, FILTERS, type Filter, needsMe, ORDERS, type Order, SIGNS } from "./rows";
import { RowCard } from "./RowCard";

const EXPORTS = ["csv", "xlsx", "fhir"] as const;

interface Props {
  details: MappingDetails;
  rows: MappingRow[];
  session: Session;
  /** From when the rows are, and how to ask for them anew. */
  age: AsOfProps;
}

/** Rows at the left, the one that is decided at the right. */
export function Workbench({ details, rows, session, age }: Props) {
  const { text, named, language } = useWords();
  const { mapping } = details;
  const [filter, setFilter] = useState<Filter>("mine");
  const [order, setOrder] = useState<Order>("uses");
  const [dialog, setDialog] = useState<"bulk" | "publish" | "bring">();
  const [relation, setRelation] = useState<Relation>("equivalent");
  const [note, setNote] = useState("");
  const [said, setSaid] = useState("");
  const [at, setAt] = useState(0);
  const search = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const decide = useMappingDecision(mapping.number);
  const prefetch = usePrefetchSuggestions(mapping.number);
  const byNumber = useMemo(() => new Map(rows.map((row) => [row.row, row])), [rows]);
  // Which rows are listed is settled when they are asked for, so that none goes from under the reader's hands.
  const latest = useRef(rows);
  latest.current = rows;
  const [asked, setAsked] = useState(0);
  const listed = useMemo(() => chosenRows(latest.current, filter, order), [filter, order, asked, rows.length]);
  const current = byNumber.get(listed[at] ?? -1);
  const window = useRowWindow(frame, listed.length);

  const go = (to: number) => {
    const next = Math.min(Math.max(to, 0), Math.max(0, listed.length - 1));
    setAt(next);
    setRelation("equivalent");
    setNote("");
    decide.reset();
    window.show(next);
  };
  const nextOfMine = (from: number) => {
    const after = listed.findIndex((number, index) => index > from && needsMe(byNumber.get(number) as MappingRow));
    return after === -1 ? from : after;
  };
  const say = (row: MappingRow, decision: Parameters<typeof decide.mutate>[0]["decision"], words: string) => {
    if (decide.isPending) return;
    const kept = note.normalize("NFC").trim();
    decide.mutate(
      { row: row.row, decision: { ...decision, ...(kept === "" ? {} : { note: kept }) } },
      {
        onSuccess: () => {
          setSaid(words);
          if (decision.kind !== "reject") go(nextOfMine(at));
        },
      },
    );
  };
  const accept = (code: string, display: string) => {
    if (current !== undefined) say(current, { kind: "map", code, relation }, text("mapping.said.map", { local: current.code, code, display }));
  };
  const noMap = () => {
    if (current !== undefined) say(current, { kind: "no-map" }, text("mapping.said.noMap", { local: current.code }));
  };
  const reject = (code: string) => {
    if (current !== undefined) say(current, { kind: "reject", code }, text("mapping.said.reject", { local: current.code, code }));
  };
  useEffect(() => {
    const next = listed[at + 1];
    if (next !== undefined) prefetch(next);
    // The row after this one, once for each row.
  }, [listed, at]);
  const isFree = dialog === undefined;
  useShortcut("KeyJ", () => go(at + 1), isFree);
  useShortcut("KeyK", () => go(at - 1), isFree);
  useShortcut("KeyN", () => go(nextOfMine(at)), isFree);
  useShortcut("KeyX", noMap, isFree);
  useShortcut("KeyE", () => setRelation(RELATIONS[(RELATIONS.indexOf(relation) + 1) % RELATIONS.length] ?? "equivalent"), isFree);
  useShortcut("Slash", () => search.current?.focus(), isFree);
  const count = (value: number) => shownCount(value, language);
  const list = () => {
    setAsked((times) => times + 1);
    setAt(0);
  };
  const refresh = async () => {
    await age.onRefresh();
    list();
  };
  useShortcut("KeyR", () => void refresh(), isFree);

  return (
    <>
      <div className={styles.tools}>
        <Choice
          label={text("mapping.show")}
          options={FILTERS.map((one) => ({ id: one, name: named("rowFilter", one) }))}
          chosen={filter}
          onChoose={(one) => {
            setFilter(one as Filter);
            setAt(0);
          }}
        />
        <Choice
          label={text("mapping.order")}
          options={ORDERS.map((one) => ({ id: one, name: named("rowOrder", one) }))}
          chosen={order}
          onChoose={(one) => {
            setOrder(one as Order);
            setAt(0);
          }}
        />
        <Button onPress={() => setDialog("bulk")}>{text("mapping.bulk")}</Button>
        <Button onPress={() => setDialog("bring")}>{text("mapping.bring")}</Button>
        <Button kind="main" onPress={() => setDialog("publish")}>
          {text("mapping.publish")}
        </Button>
        <p className={styles.exports}>
          {text("mapping.export")}
          {EXPORTS.map((format) => (
            <a key={format} href={exportPath(mapping.number, format)} download>
              {named("exportFormat", format)}
            </a>
          ))}
        </p>
      </div>
      <p role="status" className={said === "" ? terminology.silent : terminology.done}>
        {said !== "" && <Icon name="same" />}
        {said}
      </p>
      <div className={styles.desk}>
        <section className={styles.list} aria-label={text("mapping.rows")}>
          <div className={terminology.above}>
            <p className={styles.count}>{text("mapping.listed", { count: listed.length, all: count(rows.length) })}</p>
            <AsOf {...age} onRefresh={refresh} />
          </div>
          {listed.length > 0 && (
            <div className={styles.frame} ref={frame}>
              <Spacer pixels={window.first * window.rowPixels} />
              <ul>
                {listed.slice(window.first, window.end).map((number, index) => {
                  const row = byNumber.get(number);
                  return row === undefined ? null : <Line key={number} row={row} place={window.first + index} total={listed.length} isCurrent={window.first + index === at} onChoose={() => go(window.first + index)} />;
                })}
              </ul>
              <Spacer pixels={(listed.length - window.end) * window.rowPixels} />
            </div>
          )}
        </section>
        <div>
          {current === undefined ? (
            <section className={styles.card} aria-label={text("mapping.row")}>
              <h2>{text("mapping.noneLeft.title")}</h2>
              <p>{text(filter === "mine" ? "mapping.noneLeft.mine" : "mapping.noneLeft.filtered")}</p>
            </section>
          ) : (
            <RowCard
              key={current.row}
              mapping={mapping}
              row={current}
              relation={relation}
              onRelation={setRelation}
              note={note}
              onNote={setNote}
              onAccept={accept}
              onNoMap={noMap}
              onReject={reject}
              isSending={decide.isPending}
              isFree={isFree}
              search={search}
            />
          )}
          {decide.isError && <Failure error={decide.error} />}
        </div>
      </div>
      <Repairs mapping={mapping} />
      {dialog === "bulk" && <BulkDialog number={mapping.number} onClose={() => setDialog(undefined)} onDone={(words) => (setSaid(words), list())} />}
      {dialog === "bring" && <BringDialog mapping={mapping} onClose={() => setDialog(undefined)} onDone={(words) => (setSaid(words), list())} />}
      {dialog === "publish" && <PublishDialog details={details} session={session} onClose={() => setDialog(undefined)} onDone={setSaid} />}
    </>
  );
}

/** Room for rows that are not drawn. */
function Spacer({ pixels }: { pixels: number }) {
  return pixels <= 0 ? null : <svg className={styles.spacer} width="1" height={pixels} aria-hidden="true" focusable="false" />;
}

function Line({ row, place, total, isCurrent, onChoose }: { row: MappingRow; place: number; total: number; isCurrent: boolean; onChoose(): void }) {
  const { text, named, language } = useWords();
  return (
    <li aria-setsize={total} aria-posinset={place + 1}>
      <button type="button" className={styles.row} data-local={row.code} data-state={row.state} aria-current={isCurrent ? "true" : undefined} onClick={onChoose}>
        <span className={styles.local}>
          <span className={styles.localName}>{row.name}</span>
          <span className={styles.localCode}>
            {row.code}
            {row.own?.code !== undefined && ` → ${row.own.code}`}
          </span>
        </span>
        <span className={styles.standing}>
          <Badge tone={SIGNS[row.state].tone} icon={SIGNS[row.state].icon}>
            {named("rowState", row.state)}
          </Badge>
          {row.uses > 0 && <span className={styles.localCode}>{text("mapping.uses", { count: row.uses, shown: shownCount(row.uses, language) })}</span>}
        </span>
      </button>
    </li>
  );
}
