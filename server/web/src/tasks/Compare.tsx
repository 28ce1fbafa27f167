import { type RefObject } from "react";
import { Link } from "react-router";
import type { ComparedCell, ComparedRecord, ComparedRow, DifferenceKind, Explanation, TaskComparison } from "../api/types";
import { type MessageKey, useWords } from "../i18n";
import { FieldValue } from "../people/FieldValue";
import { shownMoment } from "../text/dates";
import { shownBits } from "../text/numbers";
import { Button } from "../ui/Button";
import { NumberHead } from "../ui/Figure";
import { Icon, type IconName } from "../ui/Icon";
import { Key } from "../ui/Key";
import { letterOf } from "./answers";
import styles from "./Compare.module.css";

const SIGNS: Record<DifferenceKind, { icon: IconName; words: MessageKey }> = {
  same: { icon: "same", words: "difference.same" },
  writing: { icon: "same", words: "difference.writing" },
  "tone-place": { icon: "same", words: "difference.tonePlace" },
  marks: { icon: "warning", words: "difference.marks" },
  letters: { icon: "different", words: "difference.letters" },
  absent: { icon: "empty", words: "difference.absent" },
};

/** Fields whose values have a meaning that their letters hide: shown as people write them, not letter by letter. */
const BY_MEANING = new Set(["birth_date", "gender"]);

export interface CompareProps {
  comparison: TaskComparison;
  /** Which record the evidence is about; the first is what all are held against. */
  candidate: number;
  onCandidate(candidate: number): void;
  focused: string | undefined;
  onFocus(field: string): void;
  onUnmask(field: string): void;
  isUnmasking: boolean;
  table: RefObject<HTMLTableElement | null>;
}

/** The records side by side, one row for each field: what they wrote, where it differs, and how much the field weighs. */
export function Compare({ comparison, candidate, onCandidate, focused, onFocus, onUnmask, isUnmasking, table }: CompareProps) {
  const { text, named } = useWords();
  const evidence = comparison.records[candidate]?.evidence;
  const most = Math.max(1, ...(evidence?.comparisons.map(({ bits }) => Math.abs(bits)) ?? []));
  return (
    <section className={styles.frame} aria-label={text("compare.table")} tabIndex={0}>
      <table className={styles.table} ref={table}>
        <thead>
          <tr>
            <th scope="col" className={styles.field}>
              {text("compare.field")}
            </th>
            {comparison.records.map((record, index) => (
              <th scope="col" key={`${record.sourceId} ${record.version}`} className={index === candidate ? styles.chosen : ""}>
                <RecordHead record={record} index={index} isChosen={index === candidate} onChoose={() => onCandidate(index)} />
              </th>
            ))}
            {evidence !== undefined && (
              <NumberHead
                className={styles.weightHead}
                label={text("compare.weightOf", { one: letterOf(0), other: letterOf(candidate) })}
                definition={text("compare.weight.definition")}
              />
            )}
          </tr>
        </thead>
        <tbody>
          {comparison.rows.map((row) => (
            <tr
              key={row.field}
              data-field={row.field}
              tabIndex={focused === row.field ? 0 : -1}
              className={focused === row.field ? styles.focused : ""}
              onFocus={() => onFocus(row.field)}
            >
              <th scope="row" className={styles.field}>
                {named("field", row.field)}
                {row.masked && row.of > 0 && (
                  <Button kind="quiet" onPress={() => onUnmask(row.field)} isDisabled={isUnmasking} aria-keyshortcuts="U">
                    <Icon name="eye" />
                    {text("compare.unmask")}
                    <span className={styles.unseen}>{text("compare.unmaskField", { field: named("field", row.field) })}</span>
                    <Key name="U" />
                  </Button>
                )}
              </th>
              {row.cells.map((cell, index) => (
                <td key={index} className={index === candidate ? styles.chosen : ""}>
                  <span className={styles.of}>{text("compare.recordOf", { letter: letterOf(index), facility: comparison.records[index]?.facility ?? "" })}</span>
                  <Cell row={row} cell={cell} />
                </td>
              ))}
              {evidence !== undefined && (
                <td className={styles.weight}>
                  <Weight row={row} evidence={evidence} most={most} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function RecordHead({ record, index, isChosen, onChoose }: { record: ComparedRecord; index: number; isChosen: boolean; onChoose(): void }) {
  const { text } = useWords();
  return (
    <div className={styles.head}>
      <span className={styles.title}>
        <span className={styles.letter} aria-hidden="true">
          {letterOf(index)}
        </span>
        <span>
          {text("compare.record", { letter: letterOf(index) })}
          {record.held && <em className={styles.tag}>{text("compare.held")}</em>}
          {!record.subject && <em className={styles.besides}>{text("compare.besides")}</em>}
        </span>
      </span>
      <span className={styles.about}>{text("source.facility", { facility: record.facility })}</span>
      <span className={styles.about}>{shownMoment(record.recordedAt ?? record.receivedAt).slice(0, 16)}</span>
      <Link className={styles.person} to={`/persons/${encodeURIComponent(record.person)}`}>
        {record.person}
      </Link>
      {index > 0 && (
        <Button kind="quiet" isDisabled={isChosen} onPress={onChoose}>
          {text(isChosen ? "compare.isChosen" : "compare.choose")}
        </Button>
      )}
    </div>
  );
}

function Cell({ row, cell }: { row: ComparedRow; cell: ComparedCell }) {
  const { text, named } = useWords();
  if (cell.pieces.length === 0) return <span className={styles.none}>{text("compare.nothing")}</span>;
  const sign = cell.difference === undefined ? undefined : SIGNS[cell.difference];
  const written = cell.pieces.map((piece) => (piece.part === "MISSING" ? "" : piece.text)).join("");
  const isPlain = BY_MEANING.has(row.field);
  return (
    <>
      <span className={`${styles.value} ${row.masked || row.field === "birth_date" ? styles.number : ""}`}>
        {!isPlain && <Pieces cell={cell} />}
        {isPlain && cell.difference === "letters" && (
          <mark className={styles.differs}>
            <FieldValue field={row.field} value={written} />
          </mark>
        )}
        {isPlain && cell.difference !== "letters" && <FieldValue field={row.field} value={written} />}
      </span>
      {!isPlain && cell.normalised !== undefined && cell.normalised !== written && (
        <span className={styles.normalised}>{text("compare.normalised", { value: cell.normalised })}</span>
      )}
      {cell.marks.map((mark) => (
        <span key={mark} className={styles.tag}>
          {named("numberMark", mark)}
        </span>
      ))}
      {sign !== undefined && (
        <span className={`${styles.sign} ${styles[cell.difference === "tone-place" ? "writing" : (cell.difference ?? "same")]}`}>
          <Icon name={sign.icon} />
          {text(sign.words)}
        </span>
      )}
    </>
  );
}

/** Letters of the first record that are not here stand as a small hollow sign in their place; letters that only this one has are marked. */
function Pieces({ cell }: { cell: ComparedCell }) {
  if (cell.difference === undefined || cell.difference === "same") return cell.pieces.map((piece) => piece.text).join("");
  return cell.pieces.map((piece, index) => {
    if (piece.part === "MISSING") return <span key={index} className={styles.missing} aria-hidden="true" />;
    return piece.part === "DIFFERS" ? (
      <mark key={index} className={styles.differs}>
        {piece.text}
      </mark>
    ) : (
      <span key={index}>{piece.text}</span>
    );
  });
}

const BAR = 132;
const MIDDLE = BAR / 2;

/** The field's part of the total, to the right of the line for one person, to the left against; in figures and in the level's own words beside. */
function Weight({ row, evidence, most }: { row: ComparedRow; evidence: Explanation; most: number }) {
  const { text, named, language } = useWords();
  const line = evidence.comparisons.find(({ comparison }) => comparison === row.comparison);
  if (line === undefined) return <span className={styles.none}>{text("compare.notWeighed")}</span>;
  const length = Math.max((Math.abs(line.bits) / most) * MIDDLE, 1);
  const rarity = line.termFrequencyBits ?? 0;
  return (
    <>
      <span className={styles.bits}>{text("reasons.bits", { bits: shownBits(line.bits, language) })}</span>
      <svg className={styles.bar} width={BAR} height="10" aria-hidden="true" focusable="false">
        <rect className={line.bits >= 0 ? styles.for : styles.against} x={line.bits >= 0 ? MIDDLE : MIDDLE - length} y="0" width={length} height="10" rx="1" />
        <line className={styles.middle} x1={MIDDLE} x2={MIDDLE} y1="0" y2="10" />
      </svg>
      <span className={styles.level}>{named("level", String(line.level))}</span>
      {Math.abs(rarity) >= 0.005 && <span className={styles.level}>{text("compare.rarity", { bits: shownBits(rarity, language) })}</span>}
    </>
  );
}
