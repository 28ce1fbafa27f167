import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { ProblemError } from "../api/client";
import { useComparison, useForgetComparison, useFreshTask, usePrefetchComparison, useTaskDecision, useTasks, useTaskStep, useUnmask } from "../api/questions";
import type { Session, Task, TaskComparison, TaskStep } from "../api/types";
import { type MessageKey, useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownMoment } from "../text/dates";
import { AsOf } from "../ui/AsOf";
import { BackLine } from "../ui/BackLine";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Failure, Loading, Notice } from "../ui/Notice";
import { clockTime, useAge } from "./age";
import { Answer } from "./Answer";
import { actionsOf, type Draft, EMPTY_DRAFT, letterOf, numbersOf, ownRecords, STEPS } from "./answers";
import { Compare } from "./Compare";
import styles from "./DecidePage.module.css";
import { isReady, questionOf, readFilter } from "./filter";
import { LastDecisionLine, useLastDecision } from "./LastDecision";
import { useLease } from "./lease";
import { groupsOf } from "./RecordGroups";
import { Sum } from "./Sum";

const DAY_MILLIS = 86_400_000;

/** One task: look, decide, and on to the next. */
export default function DecidePage({ session }: { session: Session }) {
  const { taskId = "" } = useParams();
  const { text } = useWords();
  const [address] = useSearchParams();
  const comparison = useComparison(taskId);
  const back = { pathname: "/tasks", search: address.toString() };
  return (
    <>
      <BackLine to={back} label={text("decide.back")}>
        {comparison.data !== undefined && (
          <AsOf updatedAt={comparison.dataUpdatedAt} isFetching={comparison.isFetching} isError={comparison.isError} onRefresh={() => void comparison.refetch()} />
        )}
      </BackLine>
      <LastDecisionLine />
      {comparison.data === undefined && <PageTitle>{text("decide.window")}</PageTitle>}
      {comparison.isPending && <Loading />}
      {comparison.isError && comparison.data === undefined && <Failure error={comparison.error} onRetry={() => void comparison.refetch()} />}
      {comparison.data !== undefined && (
        <Desk key={taskId} comparison={comparison.data} session={session} search={address.toString()} onReload={async () => (await comparison.refetch()).data} />
      )}
    </>
  );
}

interface DeskProps {
  comparison: TaskComparison;
  session: Session;
  search: string;
  onReload(): Promise<TaskComparison | undefined>;
}

function Desk({ comparison, session, search, onReload }: DeskProps) {
  const { text, named } = useWords();
  const age = useAge();
  const navigate = useNavigate();
  const { username } = session;
  const id = comparison.task.id;
  const [candidate, setCandidate] = useState(Math.min(1, comparison.records.length - 1));
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  const [problem, setProblem] = useState<string>();
  const [queued, setQueued] = useState<{ basis: string | undefined }>();
  const [faster, setFaster] = useState<Task>();
  const lease = useLease(comparison.task, username, onReload);
  const unmask = useUnmask(id);
  const decision = useTaskDecision();
  const step = useTaskStep();
  const freshTask = useFreshTask();
  const { setDone } = useLastDecision();
  const next = useNext(id, username, search);
  useForgetComparison(id);

  const task = lease.task;
  const actions = useMemo(() => actionsOf(task, comparison, username), [task, comparison, username]);
  const { table, focused, setFocused } = useRows(comparison, candidate);

  const unmaskFocused = () => {
    const hidden = comparison.rows.filter((row) => row.masked && row.of > 0);
    const weighed = hidden.filter(({ comparison: judged }) => judged !== undefined);
    const row =
      hidden.find(({ field }) => field === focused) ?? weighed.find(({ cells }) => cells[candidate]?.difference !== "same") ?? weighed[0] ?? hidden[0];
    if (row !== undefined && !unmask.isPending) unmask.mutate(row.field);
  };
  const leave = () => void navigate({ pathname: "/tasks", search });
  const goOn = () => {
    const following = next();
    void navigate({ pathname: following === undefined ? "/tasks" : `/tasks/${encodeURIComponent(following)}`, search }, { replace: true });
  };

  const stepOf = (basis: string | undefined): TaskStep | MessageKey => {
    const { action, reason } = draft;
    if (action === undefined || reason === undefined) return "answer.noReason";
    const said: TaskStep = { version: task.version, reason };
    if (draft.note.trim() !== "") said.note = draft.note.normalize("NFC").trim();
    if (STEPS[action] === undefined) said.verdict = action as NonNullable<TaskStep["verdict"]>;
    if (action === "defer") said.until = new Date(Date.now() + draft.days * DAY_MILLIS).toISOString();
    if (action === "ask-hospital") said.source = draft.source ?? comparison.records.filter(({ subject, held }) => subject && !held).at(-1)?.sourceId ?? task.source;
    if (action === "wrong-identifier") {
      const number = numbersOf(comparison)[0];
      said.source = draft.source ?? number?.source ?? task.source;
      said.column = draft.column ?? number?.column ?? "national_id";
    }
    if (action === "split") {
      const groups = groupsOf(ownRecords(comparison), draft.groups);
      if (groups === undefined) return "answer.noGroups";
      said.groups = groups;
    }
    // Where one has decided already, his preview is not this one's.
    if (basis !== undefined && task.firstBy === undefined) said.basis = basis;
    return said;
  };
  const onFailed = (error: Error) => {
    if (error instanceof ProblemError && error.status === 409) void freshTask(id).then(setFaster, () => setFaster(undefined));
  };
  const confirm = (basis: string | undefined) => {
    // Whoever is faster than the lease waits for it, and not in vain.
    if (lease.state === "asking" && task.firstBy !== username) {
      setQueued({ basis });
      return;
    }
    const said = stepOf(basis);
    if (typeof said === "string") {
      setProblem(text(said));
      return;
    }
    setProblem(undefined);
    const { action } = draft;
    const name = action === undefined ? undefined : STEPS[action];
    const what = action ?? "";
    if (name !== undefined) {
      step.mutate(
        { id, name, step: said },
        {
          onSuccess: () => {
            setDone({ taskId: id, what, isWaiting: false, at: Date.now() });
            goOn();
          },
          onError: onFailed,
        },
      );
      return;
    }
    decision.mutate(
      { id, step: said },
      {
        onSuccess: ({ task: decided }) => {
          setDone({
            taskId: id,
            what,
            isWaiting: decided.state === "second-review",
            at: Date.now(),
            ...(decided.change === undefined ? {} : { change: decided.change }),
          });
          goOn();
        },
        onError: onFailed,
      },
    );
  };

  useEffect(() => {
    if (queued === undefined || lease.state === "asking") return;
    setQueued(undefined);
    if (lease.state !== "refused") confirm(queued.basis);
  });

  useShortcut("KeyU", unmaskFocused);
  useShortcut("KeyN", () => setCandidate((old) => Math.min(old + 1, comparison.records.length - 1)), comparison.records.length > 2);
  useShortcut("KeyP", () => setCandidate((old) => Math.max(old - 1, 1)), comparison.records.length > 2);
  useShortcut("KeyH", () => void navigate(`/persons/${encodeURIComponent(task.person)}?tab=history`));
  useShortcut("Escape", () => {
    if (draft.action === undefined) {
      leave();
      return;
    }
    const { action: _, ...kept } = draft;
    setDraft(kept);
  });

  const failure = decision.error ?? step.error;
  const hidden = comparison.rows.filter((row) => !PLAIN.has(row.field));
  const evidence = comparison.records[candidate]?.evidence;
  return (
    <>
      <header className={styles.header}>
        <PageTitle windowTitle={text("decide.window")} lead={named("question", task.type)}>
          {named("taskType", task.type)}
        </PageTitle>
        <ul className={styles.facts}>
          <li>{named("cause", task.cause)}</li>
          <li>
            <Icon name="clock" />
            {text("decide.openedAt", { age: age(task.openedAt), at: shownMoment(task.openedAt).slice(0, 16) })}
          </li>
          <li>
            <code>{id}</code>
          </li>
          {lease.state === "held" && task.until !== undefined && (
            <li>
              <Icon name="lock" />
              {text("decide.lease", { until: clockTime(task.until) })}
            </li>
          )}
          {lease.state === "held" && (
            <li>
              <Button
                kind="quiet"
                isDisabled={step.isPending}
                onPress={() => step.mutate({ id, name: "release", step: { version: task.version } }, { onSuccess: leave, onError: onFailed })}
              >
                {text("decide.release")}
              </Button>
            </li>
          )}
        </ul>
      </header>
      {task.firstBy !== undefined && (
        <Notice icon="people" title={text(task.firstBy === username ? "decide.second.own" : "decide.second.title")}>
          <p>{text(task.firstBy === username ? "decide.second.ownAdvice" : "decide.second.advice")}</p>
        </Notice>
      )}
      {lease.state === "ending" && (
        <Notice icon="clock" title={text("decide.leaseEnds", { until: task.until === undefined ? "" : clockTime(task.until) })} tone="alarm">
          <Button onPress={lease.renew}>{text("decide.extend")}</Button>
        </Notice>
      )}
      {lease.state === "refused" && lease.error !== null && <Refused error={lease.error} task={lease.holder} onNext={goOn} onRetry={lease.renew} />}
      <div className={styles.compare}>
        {unmask.isError && <Failure error={unmask.error} />}
        <Compare
          comparison={comparison}
          candidate={candidate}
          onCandidate={setCandidate}
          focused={focused}
          onFocus={setFocused}
          onUnmask={(field) => unmask.mutate(field)}
          isUnmasking={unmask.isPending}
          table={table}
        />
        {comparison.more > 0 && <p className={styles.more}>{text("compare.more", { count: comparison.more })}</p>}
      </div>
      {evidence !== undefined && (
        <Sum
          explanation={evidence}
          one={letterOf(0)}
          other={letterOf(candidate)}
          shown={hidden.reduce((sum, row) => sum + row.shown, 0)}
          of={hidden.reduce((sum, row) => sum + row.of, 0)}
        />
      )}
      {faster !== undefined && (
        <Faster
          task={faster}
          username={username}
          onNext={goOn}
          onContinue={() => {
            setFaster(undefined);
            decision.reset();
            step.reset();
            lease.continueWith(faster);
          }}
        />
      )}
      {failure !== null && faster === undefined && <Failure error={failure} />}
      {task.state !== "resolved" && faster === undefined && (
        <Answer
          comparison={comparison}
          actions={actions}
          draft={draft}
          onDraft={(changed) => {
            setProblem(undefined);
            setDraft(changed);
          }}
          onConfirm={confirm}
          isSending={decision.isPending || step.isPending || queued !== undefined}
          isBlocked={lease.state === "refused"}
          problem={problem}
        />
      )}
      {task.state === "resolved" && <Notice icon="same" title={text("decide.resolved", { who: task.decidedBy ?? "", at: shownMoment(task.updatedAt), what: named("outcomeOf", task.outcome ?? "") })} />}
    </>
  );
}

/** Fields that the server never hides. */
const PLAIN = new Set(["full_name", "birth_date", "gender", "address", "mother_name", "guardian_name"]);

/** Somebody else has it, or it is for a lead, or it is gone: who and until when, and where to go on. */
function Refused({ error, task, onNext, onRetry }: { error: Error; task: Task | undefined; onNext(): void; onRetry(): void }) {
  const { text } = useWords();
  const isTaken = error instanceof ProblemError && error.problem.code === "TASK_TAKEN" && task?.assignee !== undefined;
  if (!isTaken) return <Failure error={error} onRetry={onRetry} />;
  return (
    <Notice icon="lock" title={text("decide.taken", { who: task.assignee ?? "", until: task.until === undefined ? "" : clockTime(task.until) })} tone="alarm">
      <p>{text("decide.takenAdvice")}</p>
      <div className={styles.buttons}>
        <Button kind="main" onPress={onNext}>
          {text("decide.next")}
        </Button>
        <Button onPress={onRetry}>{text("failure.retry")}</Button>
      </div>
    </Notice>
  );
}

/** Somebody was faster: who, when and what. What was written here is still here. */
function Faster({ task, username, onNext, onContinue }: { task: Task; username: string; onNext(): void; onContinue(): void }) {
  const { text, named } = useWords();
  const isResolved = task.state === "resolved";
  const isHeld = task.assignee !== undefined && task.assignee !== username;
  const who = task.decidedBy ?? task.firstBy ?? task.assignee ?? text("decide.somebody");
  return (
    <Notice icon="people" title={text("decide.faster.title", { who, at: shownMoment(task.updatedAt) })} tone="alarm">
      <p>
        {isResolved
          ? text("decide.faster.resolved", { what: named("outcomeOf", task.outcome ?? "") })
          : text("decide.faster.open", { state: named("taskState", task.state) })}
      </p>
      <p>{text("decide.faster.kept")}</p>
      <div className={styles.buttons}>
        <Button kind="main" onPress={onNext}>
          {text("decide.next")}
        </Button>
        {!isResolved && !isHeld && <Button onPress={onContinue}>{text("decide.faster.continue")}</Button>}
      </div>
    </Notice>
  );
}

/** Which row has the focus: at first the one that differs most; J and K, or the arrows, move it. */
function useRows(comparison: TaskComparison, candidate: number) {
  const table = useRef<HTMLTableElement>(null);
  const [focused, setFocused] = useState<string | undefined>(() => firstDifferent(comparison, candidate));
  const focusRow = useCallback((field: string | undefined) => {
    if (field === undefined) return;
    setFocused(field);
    table.current?.querySelector<HTMLElement>(`tr[data-field="${field}"]`)?.focus();
  }, []);
  useEffect(() => {
    const field = firstDifferent(comparison, candidate);
    if (field !== undefined) table.current?.querySelector<HTMLElement>(`tr[data-field="${field}"]`)?.focus({ preventScroll: true });
    // Once, when the task opens: afterwards the focus is the reader's.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  const move = (by: 1 | -1) => {
    const at = comparison.rows.findIndex(({ field }) => field === focused);
    focusRow(comparison.rows[Math.min(Math.max(at + by, 0), comparison.rows.length - 1)]?.field);
  };
  useShortcut("KeyJ", () => move(1));
  useShortcut("KeyK", () => move(-1));
  useShortcut("ArrowDown", () => move(1));
  useShortcut("ArrowUp", () => move(-1));
  return { table, focused, setFocused };
}

function firstDifferent(comparison: TaskComparison, candidate: number): string | undefined {
  const of = (kinds: readonly string[]) => comparison.rows.find(({ cells }) => kinds.includes(cells[candidate]?.difference ?? ""))?.field;
  return of(["letters"]) ?? of(["marks", "tone-place"]) ?? of(["absent"]) ?? comparison.rows[0]?.field;
}

/** The task after this one in the list that it was opened from; its comparison is asked for ahead. */
function useNext(id: string, username: string, search: string): () => string | undefined {
  const question = useMemo(() => questionOf(readFilter(new URLSearchParams(search)), username, new Date()), [search, username]);
  const tasks = useTasks(question);
  const prefetch = usePrefetchComparison();
  // Where this one stood when it was opened: it leaves the list when it is decided.
  const place = useRef<number>(undefined);
  const items = tasks.data?.pages.flatMap((page) => page.items) ?? [];
  const at = items.findIndex((task) => task.id === id);
  if (at !== -1) place.current = at;
  const next = () => {
    const now = new Date();
    const fits = (task: Task) => task.id !== id && isReady(task, username, now);
    return (items.slice(place.current ?? 0).find(fits) ?? items.find(fits))?.id;
  };
  const following = next();
  useEffect(() => {
    if (following !== undefined) prefetch(following);
  }, [following, prefetch]);
  const latest = useRef(next);
  latest.current = next;
  return useCallback(() => latest.current(), []);
}
