import type { ReactNode } from "react";
import { NO_ANSWER, ProblemError } from "../api/client";
import { type MessageKey, useWords } from "../i18n";
import { Button } from "./Button";
import { Icon, type IconName } from "./Icon";
import styles from "./Notice.module.css";

export interface NoticeProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  tone?: "calm" | "alarm";
}

/** What a page says when it has no content to show. */
export function Notice({ icon, title, children, tone = "calm" }: NoticeProps) {
  return (
    <div className={`${styles.notice} ${styles[tone]}`} role={tone === "alarm" ? "alert" : "status"}>
      <span className={styles.sign}>
        <Icon name={icon} />
      </span>
      <div className={styles.body}>
        <p className={styles.title}>{title}</p>
        {children}
      </div>
    </div>
  );
}

export function Loading() {
  const { text } = useWords();
  return (
    <div className={styles.loading} role="status">
      <span className={styles.spinner} aria-hidden="true" />
      {text("state.loading")}
    </div>
  );
}

/** Refusals whose own words name the field, row or record that the reader has to mend. */
const DETAILED = new Set(["INVALID_FIELD", "MISSING_FIELD", "UNKNOWN_FIELD", "MESSAGE_REFUSED", "NOT_LOADABLE", "ROW_REFUSED", "UNREADABLE_LIST", "BAD_MAPPING_ROWS", "BAD_MAPPING_TARGET", "SELF_TEST_FAILED"]);

/** What happened and what to do, by the kind of refusal; the server's own words and code go below for whoever helps. */
export function Failure({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const { text, named } = useWords();
  const problem = error instanceof ProblemError ? error.problem : undefined;
  const kind = kindOf(problem?.status, problem?.code);
  const code = problem?.code;
  // The reason, where the server gives one; else its kind.
  const reason = problem?.messageKey?.replace(/^error\./u, "");
  const ofReason = reason === undefined ? undefined : named("error", reason);
  const ofCode = code === undefined ? undefined : named("error", code);
  const words = ofReason !== reason ? ofReason : ofCode !== code ? ofCode : undefined;
  const detail = words === undefined || (code !== undefined && DETAILED.has(code)) ? problem?.detail : undefined;
  return (
    <Notice icon={kind === "notAllowed" ? "lock" : "warning"} title={text(TITLES[kind])} tone="alarm">
      <p>{text(ADVICE[kind])}</p>
      {words !== undefined && <p className={styles.detail}>{words}</p>}
      {detail !== undefined && detail !== "" && (
        <p className={styles.detail} lang={problem?.language ?? "en"}>
          {detail}
        </p>
      )}
      {code !== undefined && <p className={styles.code}>{text("failure.code", { code, status: problem?.status ?? NO_ANSWER })}</p>}
      {onRetry !== undefined && kind !== "notAllowed" && (
        <Button onPress={onRetry}>{text("failure.retry")}</Button>
      )}
    </Notice>
  );
}

/** The one line that says what kind of refusal or failure it was. */
export function kindOfFailure(error: Error): MessageKey {
  const problem = error instanceof ProblemError ? error.problem : undefined;
  return TITLES[kindOf(problem?.status, problem?.code)];
}

type FailureKind = "conflict" | "noAnswer" | "timeout" | "wrongInput" | "notAllowed" | "notFound" | "starting" | "tooMany" | "fault";

function kindOf(status: number | undefined, code: string | undefined): FailureKind {
  if (status === NO_ANSWER) return code === "TIMEOUT" ? "timeout" : "noAnswer";
  if (status === 400 || status === 422) return "wrongInput";
  if (status === 403) return "notAllowed";
  if (status === 409) return "conflict";
  if (status === 404 || status === 410) return "notFound";
  if (status === 429) return "tooMany";
  return status === 503 ? "starting" : "fault";
}

const TITLES: Record<FailureKind, MessageKey> = {
  conflict: "failure.conflict.title",
  noAnswer: "failure.noAnswer.title",
  timeout: "failure.timeout.title",
  wrongInput: "failure.wrongInput.title",
  notAllowed: "failure.notAllowed.title",
  notFound: "failure.notFound.title",
  starting: "failure.starting.title",
  tooMany: "failure.tooMany.title",
  fault: "failure.fault.title",
};

const ADVICE: Record<FailureKind, MessageKey> = {
  conflict: "failure.conflict.advice",
  noAnswer: "failure.noAnswer.advice",
  timeout: "failure.timeout.advice",
  wrongInput: "failure.wrongInput.advice",
  notAllowed: "failure.notAllowed.advice",
  notFound: "failure.notFound.advice",
  starting: "failure.starting.advice",
  tooMany: "failure.tooMany.advice",
  fault: "failure.fault.advice",
};
