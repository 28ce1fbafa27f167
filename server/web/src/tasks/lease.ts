import { useCallback, useEffect, useRef, useState } from "react";
import { ProblemError } from "../api/client";
import { useFreshTask, useTaskStep } from "../api/questions";
import type { Task, TaskComparison } from "../api/types";

/** Whoever works is not asked: what they do renews the lease when so little of it is left. */
const RENEW_BELOW_MILLIS = 5 * 60_000;
/** Whoever does nothing is warned so long before it ends (WCAG 2.2.1). */
const WARN_BELOW_MILLIS = 2 * 60_000;
const LOOK_EVERY_MILLIS = 5_000;

export interface Lease {
  /** The task as this clerk's last step left it; its version goes with the next. */
  task: Task;
  state: "asking" | "held" | "ending" | "refused";
  error: Error | null;
  /** Who has it, where somebody else does. */
  holder: Task | undefined;
  renew(): void;
  /** Goes on with the task as somebody else left it. */
  continueWith(task: Task): void;
}

/** Has the task while its page is open: nobody else decides it meanwhile. */
export function useLease(opened: Task, username: string, reload: () => Promise<TaskComparison | undefined>): Lease {
  const step = useTaskStep();
  const fresh = useFreshTask();
  const [task, setTask] = useState(opened);
  const [holder, setHolder] = useState<Task>();
  const [isEnding, setIsEnding] = useState(false);
  // Also where it was this clerk's already: the version to decide on is the one that this page's own step left.
  const [isHeld, setIsHeld] = useState(false);
  const latest = useRef(task);
  latest.current = task;
  const { mutate } = step;

  const ask = useCallback(
    (from: Task, mayReload: boolean) => {
      if (from.state === "resolved") return;
      mutate(
        { id: from.id, name: "review", step: { version: from.version } },
        {
          onSuccess: (held) => {
            setTask(held);
            setIsHeld(true);
            setHolder(undefined);
            setIsEnding(false);
          },
          onError: (error) => {
            const code = error instanceof ProblemError ? error.problem.code : undefined;
            // What was asked for ahead may be older than a step of somebody else: look again, once.
            if (code === "STALE" && mayReload) {
              void reload().then((again) => {
                if (again === undefined) return;
                setTask(again.task);
                ask(again.task, false);
              });
            } else if (code === "TASK_TAKEN") void fresh(from.id).then(setHolder, () => undefined);
          },
        },
      );
    },
    [mutate, reload, fresh],
  );

  // Once for each task: the page of another one is another component.
  const isAsked = useRef(false);
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    if (opened.firstBy !== username) ask(opened, true);
  }, [opened, username, ask]);

  useEffect(() => {
    const left = () => (latest.current.assignee !== username || latest.current.until === undefined ? undefined : new Date(latest.current.until).getTime() - Date.now());
    const onWork = () => {
      const millis = left();
      if (millis !== undefined && millis < RENEW_BELOW_MILLIS && millis > WARN_BELOW_MILLIS) ask(latest.current, false);
    };
    const timer = window.setInterval(() => {
      const millis = left();
      setIsEnding(millis !== undefined && millis < WARN_BELOW_MILLIS);
    }, LOOK_EVERY_MILLIS);
    window.addEventListener("keydown", onWork);
    window.addEventListener("pointerdown", onWork);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener("keydown", onWork);
      window.removeEventListener("pointerdown", onWork);
    };
  }, [username, ask]);

  return {
    task,
    state: step.isError && !isHeld ? "refused" : isEnding ? "ending" : isHeld ? "held" : "asking",
    error: step.error,
    holder,
    renew: () => ask(latest.current, true),
    continueWith: (changed) => {
      setTask(changed);
      setIsHeld(false);
      ask(changed, true);
      void reload();
    },
  };
}
