import { type RefObject, useDeferredValue, useState } from "react";
import { type Mapping, type MappingDecision, type MappingRow, RELATIONS, type Relation, type Suggestion, useRowHistory, useSuggestions } from "../api/terminology";
import { useCodeSearch } from "../api/questions";
import { useWords } from "../i18n";
import { shownMoment } from "../text/dates";
import { shownProbability, SUGGESTED_DECIMALS } from "../text/numbers";
import { typed } from "../text/unicode";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { Failure, Loading, Notice } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";
import { Digits } from "../tasks/Reasons";
import styles from "./Mapping.module.css";
import { SIGNS } from "./rows";

const BAR = 64;
const NOTE_MAX = 500;
const HITS = 9;
const PARTS = ["group", "ingredient", "strength", "form", "route"] as const;

export interface RowCardProps {
  mapping: Mapping;
  row: MappingRow;
  relation: Relation;
  onRelation(relation: Relation): void;
  note: string;
  onNote(note: string): void;
  onAccept(code: string, display: string): void;
  onNoMap(): void;
  onReject(code: string): void;
  isSending: boolean;
  /** Whether keys may act: not behind a dialog. */
  isFree: boolean;
  search: RefObject<HTMLInputElement | null>;
}

/** One row of the hospital's list: what it says, what it may mean and why, and what was said of it. */
export function RowCard({ mapping, row, relation, onRelation, note, onNote, onAccept, onNoMap, onReject, isSending, isFree, search }: RowCardProps) {
  const { text, named } = useWords();
  const [typing, setTyping] = useState("");
  const words = useDeferredValue(typed(typing));
  const suggestions = useSuggestions(mapping.number, row.row);
  const found = useCodeSearch(words === "" ? undefined : { system: mapping.targetSystem, version: mapping.targetVersion, text: words, limit: HITS, offset: 0 });
  const history = useRowHistory(mapping.number, row.row, row.own !== undefined || row.state === "agreed");
  const byDigit = (digit: number) => {
    const chosen = suggestions.data?.[digit - 1];
    if (chosen !== undefined && !isSending) onAccept(chosen.code, chosen.display);
  };
  return (
    <section className={styles.card} aria-label={text("mapping.row")} data-row={row.row}>
      {isFree && <Digits onDigit={byDigit} />}
      <div>
        <h2 className={styles.title}>
          <code>{row.code}</code>
          {row.name}
        </h2>
        <Badge tone={SIGNS[row.state].tone} icon={SIGNS[row.state].icon}>
          {named("rowState", row.state)}
        </Badge>
      </div>
      {PARTS.some((part) => row[part] !== undefined) && (
        <dl className={styles.parts}>
          {PARTS.map((part) =>
            row[part] === undefined ? null : (
              <div key={part}>
                <dt>{named("mapColumn", part)}</dt>
                <dd>{row[part]}</dd>
              </div>
            ),
          )}
        </dl>
      )}
      {row.own !== undefined && <Said decision={row.own} label={text("mapping.own")} />}
      {row.state === "decided" && row.own === undefined && <p className={styles.said}>{text("mapping.blind")}</p>}
      <div className={styles.relations} role="group" aria-label={text("mapping.relation")}>
        <span aria-hidden="true">{text("mapping.relation")}</span>
        {RELATIONS.map((one) => (
          <button key={one} type="button" className={styles.relation} aria-pressed={one === relation} title={named("relationMeaning", one)} onClick={() => onRelation(one)}>
            {named("relation", one)}
          </button>
        ))}
        <Key name="E" />
      </div>
      {suggestions.isPending && <Loading />}
      {suggestions.isError && <Failure error={suggestions.error} onRetry={() => void suggestions.refetch()} />}
      {suggestions.isSuccess && suggestions.data.length === 0 && <Notice icon="empty" title={text("mapping.noSuggestion")} />}
      {suggestions.isSuccess && suggestions.data.length > 0 && (
        <ol className={styles.suggestions} aria-label={text("mapping.suggestions")}>
          {suggestions.data.map((suggestion, index) => (
            <SuggestionLine
              key={suggestion.code}
              suggestion={suggestion}
              digit={index + 1}
              isChosen={row.own?.code === suggestion.code}
              isSending={isSending}
              onAccept={() => onAccept(suggestion.code, suggestion.display)}
              onReject={() => onReject(suggestion.code)}
            />
          ))}
        </ol>
      )}
      <div className={styles.other}>
        <TextInput label={text("mapping.other")} hint={text("mapping.other.hint")} value={typing} onChange={setTyping} inputRef={search} shortcut="/" />
        {words !== "" && found.isPending && <Loading />}
        {found.isError && <Failure error={found.error} />}
        {words !== "" && found.isSuccess && found.data.items.length === 0 && <p>{text("codes.none.title")}</p>}
        {words !== "" && found.isSuccess && found.data.items.length > 0 && (
          <ul className={styles.suggestions} aria-label={text("mapping.found")}>
            {found.data.items.map((hit) => (
              <li key={hit.code} className={styles.suggestion}>
                <button type="button" className={styles.accept} aria-disabled={isSending} onClick={() => onAccept(hit.code, hit.display)}>
                  <Icon name="next" />
                  <code className={styles.target}>{hit.code}</code>
                  <span className={styles.display}>{hit.display}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <TextInput label={text("answer.note")} value={note} onChange={(value) => onNote(value.slice(0, NOTE_MAX))} />
      <div className={styles.send}>
        <Button onPress={onNoMap} isDisabled={isSending} aria-keyshortcuts="X">
          {text("mapping.noMap")}
          <Key name="X" />
        </Button>
      </div>
      {history.data !== undefined && history.data.items.length > 0 && (
        <details className={styles.history}>
          <summary>{text("mapping.history", { count: history.data.items.length })}</summary>
          <ol>
            {history.data.items.map((decision, index) => (
              <li key={index}>
                <Decision decision={decision} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

function Said({ decision, label }: { decision: MappingDecision; label: string }) {
  return (
    <div className={styles.said}>
      <strong>{label}</strong>
      <Decision decision={decision} />
    </div>
  );
}

function Decision({ decision }: { decision: MappingDecision }) {
  const { text, named, language } = useWords();
  return (
    <p>
      {named("decisionKind", decision.kind)}
      {decision.targets.map((target) => (
        <span key={`${target.code} ${target.relation}`}>
          {`: ${target.code} ${target.display}`}
          {decision.kind === "map" && ` · ${named("relation", target.relation)}`}
          {target.dependsOn !== undefined && ` (${target.dependsOn.map(({ property, value }) => `${property} = ${value}`).join(", ")})`}
        </span>
      ))}
      {` · ${named("mapOrigin", decision.origin)}`}
      {decision.probability !== undefined && ` ${shownProbability(decision.probability, language, SUGGESTED_DECIMALS)}`}
      <br />
      {text("mapping.by", { who: decision.by, at: shownMoment(decision.at).slice(0, 16) })}
      {decision.note !== undefined && ` · ${decision.note}`}
    </p>
  );
}

interface SuggestionLineProps {
  suggestion: Suggestion;
  digit: number;
  isChosen: boolean;
  isSending: boolean;
  onAccept(): void;
  onReject(): void;
}

function SuggestionLine({ suggestion, digit, isChosen, isSending, onAccept, onReject }: SuggestionLineProps) {
  const { text, language } = useWords();
  return (
    <li className={`${styles.suggestion} ${isChosen ? styles.chosen : ""}`} data-suggestion={suggestion.code}>
      <button type="button" className={styles.accept} aria-keyshortcuts={String(digit)} aria-disabled={isSending} onClick={onAccept}>
        <Key name={String(digit)} />
        <code className={styles.target}>{suggestion.code}</code>
        <span className={styles.display}>{suggestion.display}</span>
        <span className={styles.probability}>
          {shownProbability(suggestion.probability, language, SUGGESTED_DECIMALS)}
          <svg className={styles.bar} width={BAR} height="4" aria-hidden="true" focusable="false">
            <rect className={styles.barAll} width={BAR} height="4" rx="2" />
            <rect className={styles.barPart} width={Math.max(2, suggestion.probability * BAR)} height="4" rx="2" />
          </svg>
        </span>
        <Reasons suggestion={suggestion} />
      </button>
      <span className={styles.reject}>
        <Button kind="quiet" isDisabled={isSending} onPress={onReject} aria-label={text("mapping.reject", { code: suggestion.code })}>
          <Icon name="different" />
        </Button>
      </span>
    </li>
  );
}

/** Why it is suggested, and what speaks against it; the sign before each says which. */
export function Reasons({ suggestion }: { suggestion: Suggestion }) {
  const { named } = useWords();
  return (
    <span className={styles.reasons}>
      {suggestion.reasons.map((reason) => (
        <span key={`${reason.kind} ${reason.detail}`} className={reason.speaksFor ? styles.for : styles.against}>
          {reason.speaksFor ? "+ " : "− "}
          {named("mapReason", reason.kind)}
          {reason.detail !== undefined && `: ${reason.detail}`}
        </span>
      ))}
    </span>
  );
}
