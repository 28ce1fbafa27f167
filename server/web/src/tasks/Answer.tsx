import { type RefObject, useEffect, useRef } from "react";
import { useTaskPreview } from "../api/questions";
import type { TaskComparison, Verdict } from "../api/types";
import { useWords } from "../i18n";
import { useShortcut } from "../shell/Shortcuts";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { TextInput } from "../ui/TextInput";
import { type Action, type Choosable, type Draft, letterOf, numbersOf, ownRecords, REASONS } from "./answers";
import styles from "./Answer.module.css";
import { Preview } from "./Preview";
import { Digits, Reasons } from "./Reasons";
import { groupsOf, RecordGroups } from "./RecordGroups";

const DEFER_DAYS = [1, 3, 7, 30];
const PREVIEWED: readonly Action[] = ["same", "different", "split"];
const NOTE_MAX = 500;

export interface AnswerProps {
  comparison: TaskComparison;
  actions: readonly Choosable[];
  draft: Draft;
  onDraft(draft: Draft): void;
  /** @param basis of the preview that was looked at */
  onConfirm(basis: string | undefined): void;
  isSending: boolean;
  /** Why nothing can be sent now: somebody else has the task, or the lease is not here yet. */
  isBlocked: boolean;
  /** What is missing, once somebody tried to confirm. */
  problem: string | undefined;
}

/** The bar at the foot of the page: what may be answered; then why, with what it will make; then the word that it holds. */
export function Answer(props: AnswerProps) {
  const { actions, draft, onDraft, isBlocked } = props;
  const { text, named } = useWords();
  const chosen = actions.find(({ action }) => action === draft.action);
  const choose = (choosable: Choosable) => {
    if (choosable.blocked !== undefined || isBlocked) return;
    const { reason: _, ...kept } = draft;
    onDraft(choosable.action === draft.action ? draft : { ...kept, action: choosable.action });
  };
  const byDigit = (digit: number) => {
    const choosable = actions.find((candidate) => candidate.digit === digit);
    if (choosable !== undefined) choose(choosable);
  };
  return (
    <div className={styles.bar}>
      {chosen !== undefined && <Panel {...props} action={chosen.action} />}
      {chosen === undefined && <Digits onDigit={byDigit} />}
      <div className={styles.actions} role="group" aria-label={text("answer.choose")}>
        {actions.map((choosable) => (
          <button
            key={choosable.action}
            type="button"
            className={`${styles.action} ${choosable.action === draft.action ? styles.chosen : ""}`}
            aria-pressed={choosable.action === draft.action}
            aria-disabled={choosable.blocked !== undefined || isBlocked}
            aria-keyshortcuts={String(choosable.digit)}
            title={choosable.blocked === undefined ? undefined : named("compared", choosable.blocked)}
            onClick={() => choose(choosable)}
          >
            <Key name={String(choosable.digit)} />
            {named("verdict", choosable.action)}
          </button>
        ))}
      </div>
    </div>
  );
}

function Panel({ comparison, draft, onDraft, onConfirm, isSending, isBlocked, problem, action }: AnswerProps & { action: Action }) {
  const { text, named } = useWords();
  const reasons = REASONS[action];
  const panel = useRef<HTMLDivElement>(null);
  const groups = action === "split" ? groupsOf(ownRecords(comparison), draft.groups) : undefined;
  const isPreviewed = PREVIEWED.includes(action) && (action !== "split" || groups !== undefined);
  const preview = useTaskPreview(comparison.task.id, isPreviewed ? (action as Verdict) : undefined, groups);
  const confirm = () => {
    if (!isSending && !isBlocked) onConfirm(preview.data?.basis);
  };
  useShortcut("Ctrl+Enter", confirm);
  // Whoever hears the page is told that there is a panel now, and where.
  useEffect(() => panel.current?.focus({ preventScroll: true }), [action]);
  return (
    <div className={styles.panel} ref={panel as RefObject<HTMLDivElement>} tabIndex={-1} role="group" aria-label={text("answer.panel", { what: named("verdict", action) })}>
      <div className={styles.why}>
        <h2>{named("verdict", action)}</h2>
        {action === "split" && (
          <RecordGroups
            records={comparison.records.flatMap(({ sourceId, facility, person }, index) =>
              person === comparison.task.person ? [{ sourceId, name: text("compare.recordOf", { letter: letterOf(index), facility }) }] : [],
            )}
            groups={draft.groups}
            onGroups={(groups) => onDraft({ ...draft, groups })}
          />
        )}
        {action === "wrong-identifier" && <Numbers comparison={comparison} draft={draft} onDraft={onDraft} />}
        {action === "ask-hospital" && <Hospitals comparison={comparison} draft={draft} onDraft={onDraft} />}
        {action === "defer" && (
          <Choice
            label={text("answer.until")}
            options={DEFER_DAYS.map((days) => ({ id: String(days), name: text("answer.days", { count: days }) }))}
            chosen={String(draft.days)}
            onChoose={(days) => onDraft({ ...draft, days: Number(days) })}
          />
        )}
        <Reasons reasons={reasons} chosen={draft.reason} onChoose={(reason) => onDraft({ ...draft, reason })} />
        <TextInput
          label={text("answer.note")}
          hint={text("answer.note.hint")}
          value={draft.note}
          onChange={(note) => onDraft({ ...draft, note: note.slice(0, NOTE_MAX) })}
        />
      </div>
      <div className={styles.what}>
        <h2>{text("answer.effect")}</h2>
        {isPreviewed ? <Preview answer={preview} /> : <p className={styles.effect}>{named("effect", action === "split" ? "split_unready" : action)}</p>}
        <div className={styles.send}>
          <Button kind="main" onPress={confirm} isDisabled={isSending || isBlocked} aria-keyshortcuts="Control+Enter">
            {text(isSending ? "answer.sending" : "answer.confirm")}
            <Key name="Ctrl+Enter" />
          </Button>
          <Button
            kind="quiet"
            onPress={() => {
              const { action: _, ...kept } = draft;
              onDraft(kept);
            }}
          >
            {text("answer.cancel")}
            <Key name="Esc" />
          </Button>
          {problem !== undefined && (
            <p className={styles.problem} role="alert">
              <Icon name="warning" />
              {problem}
            </p>
          )}
        </div>
      </div>
    </div>
  );
}

interface PartProps {
  comparison: TaskComparison;
  draft: Draft;
  onDraft(draft: Draft): void;
}

function Numbers({ comparison, draft, onDraft }: PartProps) {
  const { text, named } = useWords();
  const numbers = numbersOf(comparison);
  return (
    <Choice
      label={text("answer.wrongNumber")}
      options={numbers.map(({ source, column, record }) => ({
        id: `${source} ${column}`,
        name: text("answer.numberOf", {
          field: named("field", column),
          letter: letterOf(record),
          facility: comparison.records[record]?.facility ?? "",
        }),
      }))}
      chosen={`${draft.source ?? numbers[0]?.source} ${draft.column ?? numbers[0]?.column}`}
      onChoose={(id) => {
        const [source = "", column = ""] = id.split(" ");
        onDraft({ ...draft, source, column });
      }}
    />
  );
}

function Hospitals({ comparison, draft, onDraft }: PartProps) {
  const { text } = useWords();
  const subjects = comparison.records.filter((record) => record.subject && !record.held);
  return (
    <Choice
      label={text("answer.askWhom")}
      options={subjects.map((record) => ({
        id: record.sourceId,
        name: text("compare.recordOf", { letter: letterOf(comparison.records.indexOf(record)), facility: record.facility }),
      }))}
      chosen={draft.source ?? subjects.at(-1)?.sourceId ?? ""}
      onChoose={(source) => onDraft({ ...draft, source })}
    />
  );
}
