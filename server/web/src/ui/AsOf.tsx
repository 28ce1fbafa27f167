import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useWords } from "../i18n";
import { useShortcut } from "../shell/Shortcuts";
import { clockTime } from "../tasks/age";
import styles from "./AsOf.module.css";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { Key } from "./Key";

/** What is older than this is said to be. */
const STALE_AFTER_MILLIS = 120_000;

export interface AsOfProps {
  updatedAt: number;
  isFetching: boolean;
  /** Whether the last time that it was asked for failed: then what is shown is what was known before. */
  isError?: boolean;
  onRefresh(): unknown;
}

/** From when what is shown is, and the way to ask for it anew. */
export function AsOf({ updatedAt, isFetching, isError = false, onRefresh }: AsOfProps) {
  const { text } = useWords();
  const [isOld, setIsOld] = useState(false);
  const client = useQueryClient();
  // A page may stand on several answers: the key asks for all of them.
  useShortcut("KeyR", () => void client.refetchQueries({ type: "active", predicate: ({ queryKey }) => queryKey[0] !== "session" }));
  useEffect(() => {
    setIsOld(false);
    if (updatedAt === 0) return undefined;
    const timer = window.setTimeout(() => setIsOld(true), Math.max(0, updatedAt + STALE_AFTER_MILLIS - Date.now()));
    return () => window.clearTimeout(timer);
  }, [updatedAt]);
  const isStale = isOld || isError;
  return (
    <span className={styles.asOf} aria-busy={isFetching}>
      {updatedAt > 0 && (
        <span className={isStale ? styles.stale : styles.fresh} role="status">
          {isStale && <Icon name="clock" />}
          {text(isStale ? "work.stale" : "work.asOf", { time: clockTime(updatedAt) })}
        </span>
      )}
      <Button kind="quiet" onPress={() => void onRefresh()} aria-keyshortcuts="R">
        <Icon name="refresh" />
        {text("work.refresh")}
        <Key name="R" />
      </Button>
    </span>
  );
}
