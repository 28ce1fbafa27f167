import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { Link, useSearchParams } from "react-router";
import { useRefreshTasks, useTaskCounts, useTaskFigures, useTasks, useTaskStep } from "../api/questions";
import type { Task } from "../api/types";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownBits, shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { Failure, kindOfFailure, Loading, Notice } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";
import { clockTime, useAge } from "./age";
import { Figures } from "./Figures";
import { AGES_DAYS, type Filter, isHeldByOther, questionOf, readFilter, STATES, TYPES, writeFilter } from "./filter";
import { LastDecisionLine } from "./LastDecision";
import { useRowWindow } from "./window";
import styles from "./WorkPage.module.css";

/** The next page is asked for when so few rows are left below. */
const AHEAD_ROWS = 60;

export default function WorkPage({ username }: { username: string }) {
  const { text } = useWords();
  const [address, setAddress] = useSearchParams();
  const filter = readFilter(address);
  const set = (change: Partial<Filter>) => setAddress(writeFilter({ ...filter, ...change }), { replace: true });
  const figures = useTaskFigures();
  return (
    <>
      <PageTitle lead={text("work.lead")}>{text("work.title")}</PageTitle>
      <LastDecisionLine />
      {figures.isError && !figures.isSuccess && <p className={styles.figuresFailed}>{text("work.figuresFailed", { why: text(kindOfFailure(figures.error)) })}</p>}
      {figures.data !== undefined && <Figures figures={figures.data} />}
      <Filters filter={filter} onChange={set} />
      <TaskList key={address.toString()} filter={filter} username={username} search={address.toString()} />
    </>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange(change: Partial<Filter>): void }) {
  const { text, named, language } = useWords();
  const counts = useTaskCounts();
  const [facility, setFacility] = useState(filter.facility);
  const first = useRef<HTMLInputElement>(null);
  useShortcut("Slash", () => first.current?.focus());
  const ofType = (type: string) =>
    (counts.data ?? []).filter((count) => count.type === type).reduce((sum, { count }) => sum + count, 0);
  return (
    <form
      className={styles.filters}
      role="search"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ facility: facility.normalize("NFC").trim() });
      }}
    >
      <div className={styles.types} role="group" aria-label={text("work.types")}>
        {TYPES.map((type) => (
          <ToggleButton
            key={type}
            className={styles.type ?? ""}
            isSelected={filter.types.includes(type)}
            onChange={(isSelected) => onChange({ types: isSelected ? [...filter.types, type] : filter.types.filter((other) => other !== type) })}
          >
            {named("taskType", type)}
            <span className={styles.count}>{counts.data === undefined ? text("value.none") : shownCount(ofType(type), language)}</span>
          </ToggleButton>
        ))}
        <ToggleButton className={styles.type ?? ""} isSelected={filter.mine} onChange={(mine) => onChange({ mine })}>
          <Icon name="person" />
          {text("work.onlyMine")}
        </ToggleButton>
      </div>
      <div className={styles.choices}>
        <Choice
          label={text("work.state")}
          options={STATES.map((state) => ({ id: state, name: named("taskState", state) }))}
          chosen={filter.state}
          onChoose={(state) => onChange({ state: state as Filter["state"] })}
        />
        <Choice
          label={text("work.age")}
          options={AGES_DAYS.map((days) => ({ id: String(days), name: days === 0 ? text("work.anyAge") : text("work.olderThan", { count: days }) }))}
          chosen={String(filter.ageDays)}
          onChoose={(days) => onChange({ ageDays: Number(days) })}
        />
        <Choice
          label={text("work.order")}
          options={[
            { id: "gravest", name: text("work.gravestFirst") },
            { id: "oldest", name: text("work.oldestFirst") },
          ]}
          chosen={filter.order}
          onChoose={(order) => onChange({ order: order as Filter["order"] })}
        />
        <TextInput label={text("work.facility")} value={facility} onChange={setFacility} inputRef={first} shortcut="/" />
        <Button type="submit">{text("work.filter")}</Button>
      </div>
    </form>
  );
}

function TaskList({ filter, username, search }: { filter: Filter; username: string; search: string }) {
  const { text, language } = useWords();
  const question = useMemo(() => questionOf(filter, username, new Date()), [search, username]);
  const tasks = useTasks(question);
  const refresh = useRefreshTasks();
  const step = useTaskStep();
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState(-1);
  const [wantsFocus, setWantsFocus] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const items = useMemo(() => tasks.data?.pages.flatMap((page) => page.items) ?? [], [tasks.data]);
  const total = tasks.data?.pages[0]?.total ?? items.length;
  const rows = useRowWindow(frame, items.length);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = tasks;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !tasks.isFetchNextPageError && rows.end > items.length - AHEAD_ROWS) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, tasks.isFetchNextPageError, rows.end, items.length]);

  const move = (by: 1 | -1) => {
    if (items.length === 0) return;
    const next = Math.min(Math.max(active + by, 0), items.length - 1);
    setActive(next);
    setWantsFocus(true);
    rows.show(next);
  };
  // The row may be drawn only after the frame has scrolled to it.
  useEffect(() => {
    if (!wantsFocus) return;
    const link = list.current?.querySelector<HTMLElement>(`[data-row="${active}"] a`);
    if (link === null || link === undefined) return;
    link.focus({ preventScroll: true });
    setWantsFocus(false);
  }, [wantsFocus, active, rows.first, rows.end]);
  const toggle = (id: string) =>
    setSelected((old) => {
      const chosen = new Set(old);
      if (!chosen.delete(id)) chosen.add(id);
      return chosen;
    });
  const take = () => {
    const chosen = items.filter((task, index) => (selected.size > 0 ? selected.has(task.id) : index === active));
    for (const task of chosen) step.mutate({ id: task.id, name: "take", step: { version: task.version } });
    setSelected(new Set());
  };
  useShortcut("KeyJ", () => move(1));
  useShortcut("KeyK", () => move(-1));
  useShortcut("Space", () => {
    const task = items[active];
    if (task !== undefined) toggle(task.id);
  });
  useShortcut("KeyA", take);
  useShortcut("KeyR", () => void refresh());

  return (
    <section aria-label={text("work.list")} aria-busy={tasks.isFetching}>
      <div className={styles.above}>
        <p className={styles.total} role="status">
          {tasks.isSuccess && text("work.total", { count: total, shown: shownCount(total, language) })}
          {selected.size > 0 && <strong> {text("work.selected", { count: selected.size })}</strong>}
        </p>
        <div className={styles.actions}>
          {(selected.size > 0 || active >= 0) && (
            <Button kind="plain" onPress={take} isDisabled={step.isPending} aria-keyshortcuts="A">
              {text("work.take")}
              <Key name="A" />
            </Button>
          )}
          <AsOf updatedAt={tasks.dataUpdatedAt} isFetching={tasks.isFetching} isError={tasks.isError} onRefresh={refresh} />
        </div>
      </div>
      {step.isError && <Failure error={step.error} />}
      {tasks.isPending && <Loading />}
      {tasks.isError && items.length === 0 && <Failure error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {tasks.isSuccess && items.length === 0 && (
        <Notice icon="same" title={text(search === "" ? "work.none.title" : "work.none.filtered")}>
          <p>{text(search === "" ? "work.none.advice" : "work.none.filteredAdvice")}</p>
        </Notice>
      )}
      <div className={items.length === 0 ? styles.nothing : styles.frame} ref={frame}>
        <Spacer pixels={rows.first * rows.rowPixels} />
        <ul className={styles.list} ref={list}>
          {items.slice(rows.first, rows.end).map((task, index) => (
            <TaskRow
              key={task.id}
              task={task}
              row={rows.first + index}
              total={total}
              search={search}
              username={username}
              isActive={rows.first + index === active}
              isSelected={selected.has(task.id)}
              onFocus={() => setActive(rows.first + index)}
              onToggle={() => toggle(task.id)}
            />
          ))}
        </ul>
        <Spacer pixels={(items.length - rows.end) * rows.rowPixels} />
        {isFetchingNextPage && <Loading />}
        {tasks.isFetchNextPageError && tasks.error !== null && <Failure error={tasks.error} onRetry={() => void fetchNextPage()} />}
      </div>
    </section>
  );
}

/** Room for rows that are not drawn. A drawing of nothing: its height is an attribute, which a strict policy for styles lets pass. */
function Spacer({ pixels }: { pixels: number }) {
  return pixels <= 0 ? null : <svg className={styles.spacer} width="1" height={pixels} aria-hidden="true" focusable="false" />;
}

interface TaskRowProps {
  task: Task;
  row: number;
  total: number;
  search: string;
  username: string;
  isActive: boolean;
  isSelected: boolean;
  onFocus(): void;
  onToggle(): void;
}

function TaskRow({ task, row, total, search, username, isActive, isSelected, onFocus, onToggle }: TaskRowProps) {
  const { text, named, language } = useWords();
  const age = useAge();
  return (
    <li className={`${styles.row} ${isActive ? styles.active : ""}`} data-row={row} aria-setsize={total} aria-posinset={row + 1}>
      <label className={styles.tick}>
        <input type="checkbox" checked={isSelected} onChange={onToggle} aria-label={text("work.select", { task: task.id })} />
      </label>
      <Link className={styles.link} to={{ pathname: `/tasks/${encodeURIComponent(task.id)}`, search }} onFocus={onFocus}>
        <span className={styles.what}>
          <span className={styles.kind}>{named("taskType", task.type)}</span>
          <span className={styles.cause}>{named("cause", task.cause)}</span>
        </span>
        <span className={styles.where}>
          <Icon name="hospital" />
          {task.facilities.join(", ")}
        </span>
        <span className={styles.weight}>{task.otherSource === undefined || task.weight === 0 ? "" : text("reasons.bits", { bits: shownBits(task.weight, language) })}</span>
        <span className={styles.age}>
          <Icon name="clock" />
          {age(task.openedAt)}
        </span>
        <span className={styles.state}>
          <StateOf task={task} username={username} />
        </span>
        <Icon name="next" />
      </Link>
    </li>
  );
}

/** Who has it and until when, or whom it waits for. */
function StateOf({ task, username }: { task: Task; username: string }): ReactNode {
  const { text, named } = useWords();
  const until = task.until === undefined ? "" : clockTime(task.until);
  if (task.escalated) return <span className={styles.badge}>{text("work.forLead")}</span>;
  if (isHeldByOther(task, username, new Date())) {
    return (
      <span className={styles.held}>
        <Icon name="lock" />
        {text("work.heldBy", { who: task.assignee ?? "", until })}
      </span>
    );
  }
  if (task.assignee === username && task.state !== "resolved") return <span className={styles.own}>{text("work.heldByMe", { until })}</span>;
  if (task.state === "resolved") return named("outcomeOf", task.outcome ?? "");
  return <span className={task.state === "new" ? styles.new : styles.badge}>{named("taskState", task.state)}</span>;
}
