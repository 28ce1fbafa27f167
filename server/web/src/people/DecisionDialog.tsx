import { useState } from "react";
import { useDecision, useDecisionPreview } from "../api/questions";
import type { Decision, Person } from "../api/types";
import { useWords } from "../i18n";
import { DialogButtons } from "../ui/DialogButtons";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";
import { useLastDecision } from "../tasks/LastDecision";
import { Preview } from "../tasks/Preview";
import { Reasons } from "../tasks/Reasons";
import { groupsOf, RecordGroups } from "../tasks/RecordGroups";
import styles from "./DecisionDialog.module.css";

/** What is asked to be done, from a person's history. */
export type Wanted = { kind: "unmerge"; person: string } | { kind: "split" } | { kind: "undo"; change: number };

const REASONS: Record<Wanted["kind"], readonly string[]> = {
  unmerge: ["decided-wrongly", "namesakes", "twins", "relatives-card", "confirmed-by-hospital", "other"],
  split: ["record-reused", "namesakes", "twins", "relatives-card", "decided-wrongly", "other"],
  undo: ["decided-wrongly", "confirmed-by-hospital", "other"],
};
const NOTE_MAX = 500;

/** Looks at what a decision would do, and takes it with a reason. */
export function DecisionDialog({ person, wanted, onClose }: { person: Person; wanted: Wanted; onClose(): void }) {
  const { text, named } = useWords();
  const [reason, setReason] = useState<string>();
  const [note, setNote] = useState("");
  const [groups, setGroups] = useState<Record<string, number>>({});
  const [isIncomplete, setIsIncomplete] = useState(false);
  const { setDone } = useLastDecision();
  const decision = decisionOf(person, wanted, groups);
  const preview = useDecisionPreview(decision);
  const decide = useDecision();
  const confirm = () => {
    setIsIncomplete(reason === undefined || decision === undefined);
    if (reason === undefined || decision === undefined || decide.isPending) return;
    const words = note.normalize("NFC").trim();
    decide.mutate(
      { ...decision, reason, ...(words === "" ? {} : { note: words }), ...(preview.data === undefined ? {} : { basis: preview.data.basis }) },
      {
        onSuccess: (done) => {
          setDone({
            taskId: "",
            what: wanted.kind,
            isWaiting: done.task !== undefined,
            at: Date.now(),
            ...(done.change === undefined || wanted.kind === "undo" ? {} : { change: done.change }),
          });
          onClose();
        },
      },
    );
  };
  return (
    <ModalDialog title={text("dialog.title", { what: named("verdict", wanted.kind) })} onClose={onClose}>
      {wanted.kind === "split" && (
        <RecordGroups
          records={person.sources.map(({ sourceId, facility, mrn }) => ({ sourceId, name: text("source.short", { facility, mrn: mrn ?? sourceId }) }))}
          groups={groups}
          onGroups={setGroups}
        />
      )}
      <section className={styles.preview} aria-label={text("answer.effect")}>
        {decision === undefined ? <p>{named("effect", "split_unready")}</p> : <Preview answer={preview} />}
      </section>
      <Reasons reasons={REASONS[wanted.kind]} chosen={reason} onChoose={setReason} />
      <TextInput label={text("answer.note")} hint={text("answer.note.hint")} value={note} onChange={(value) => setNote(value.slice(0, NOTE_MAX))} />
      {isIncomplete && (
        <p className={styles.problem} role="alert">
          {text(decision === undefined ? "answer.noGroups" : "answer.noReason")}
        </p>
      )}
      {decide.isError && <Failure error={decide.error} />}
      <DialogButtons confirm={text("answer.confirm")} onConfirm={confirm} isPending={decide.isPending} onClose={onClose} />
    </ModalDialog>
  );
}

function decisionOf(person: Person, wanted: Wanted, groups: Record<string, number>): Decision | undefined {
  if (wanted.kind === "unmerge") return { kind: "unmerge", person: wanted.person };
  if (wanted.kind === "undo") return { kind: "undo", change: wanted.change };
  const parts = groupsOf(
    person.sources.map(({ sourceId }) => sourceId),
    groups,
  );
  return parts === undefined ? undefined : { kind: "split", person: person.enterpriseId, groups: parts };
}
