import { createContext, type ReactNode, useContext, useState } from "react";
import { useDecision } from "../api/questions";
import { useWords } from "../i18n";
import { useShortcut } from "../shell/Shortcuts";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { kindOfFailure } from "../ui/Notice";
import styles from "./LastDecision.module.css";

/** What was just done in a task, to be told on the page after it, and taken back by Z while its own clerk may. */
export interface Done {
  taskId: string;
  /** A key of the family `verdict`. */
  what: string;
  /** Whether a second person has to say so too. */
  isWaiting: boolean;
  change?: number;
  at: number;
}

interface Memory {
  done: Done | undefined;
  setDone(done: Done | undefined): void;
}

const Context = createContext<Memory>({ done: undefined, setDone: () => undefined });

/** So long a clerk takes back a decision of their own; the server says so too. */
const UNDO_WITHIN_MILLIS = 15 * 60_000;

export function LastDecision({ children }: { children: ReactNode }) {
  const [done, setDone] = useState<Done>();
  return <Context value={{ done, setDone }}>{children}</Context>;
}

export function useLastDecision(): Memory {
  return useContext(Context);
}

/** One line at the top of the page: what was decided last, and the way back. */
export function LastDecisionLine() {
  const { text, named } = useWords();
  const { done, setDone } = useLastDecision();
  const undo = useDecision();
  const canUndo = done?.change !== undefined && Date.now() - done.at < UNDO_WITHIN_MILLIS && !undo.isSuccess;
  const takeBack = () => {
    if (done?.change === undefined || undo.isPending) return;
    undo.mutate(
      { kind: "undo", change: done.change, reason: "decided-wrongly" },
      { onSuccess: () => setDone({ taskId: done.taskId, what: "undone", isWaiting: false, at: Date.now() }) },
    );
  };
  useShortcut("KeyZ", takeBack, canUndo);
  return (
    <div role="status" className={styles.place}>
      {done !== undefined && (
        <p className={styles.line}>
          <Icon name={done.what === "undone" ? "undo" : done.isWaiting ? "people" : "same"} />
          <span>
            {text(done.isWaiting ? "last.waiting" : "last.done", { what: named("verdict", done.what) })}
          </span>
          {canUndo && (
            <Button kind="quiet" onPress={takeBack} isDisabled={undo.isPending} aria-keyshortcuts="Z">
              <Icon name="undo" />
              {text("last.undo")}
              <Key name="Z" />
            </Button>
          )}
          {undo.isError && <span className={styles.failed}>{text("last.undoFailed", { why: text(kindOfFailure(undo.error)) })}</span>}
        </p>
      )}
    </div>
  );
}
