import { Radio, RadioGroup } from "react-aria-components";
import { useWords } from "../i18n";
import styles from "./Answer.module.css";

export interface RecordGroupsProps {
  records: readonly { sourceId: string; name: string }[];
  /** The group of each record, counted from 0; the first where none is said. */
  groups: Readonly<Record<string, number>>;
  onGroups(groups: Record<string, number>): void;
}

/** Which record is whose, by buttons: nothing has to be dragged. */
export function RecordGroups({ records, groups, onGroups }: RecordGroupsProps) {
  const { text } = useWords();
  return (
    <div className={styles.groups}>
      {records.map(({ sourceId, name }) => (
        <RadioGroup
          key={sourceId}
          className={styles.group ?? ""}
          orientation="horizontal"
          aria-label={name}
          value={String(groups[sourceId] ?? 0)}
          onChange={(group) => onGroups({ ...groups, [sourceId]: Number(group) })}
        >
          <span className={styles.groupName}>{name}</span>
          {records.map((other, group) => (
            <Radio key={other.sourceId} value={String(group)} className={styles.radio ?? ""}>
              {text("answer.person", { number: group + 1 })}
            </Radio>
          ))}
        </RadioGroup>
      ))}
    </div>
  );
}

/** The groups as the server takes them; nothing while they are not two at least. */
export function groupsOf(records: readonly string[], groups: Readonly<Record<string, number>>): string[][] | undefined {
  const byGroup = new Map<number, string[]>();
  for (const record of records) {
    const group = groups[record] ?? 0;
    byGroup.set(group, [...(byGroup.get(group) ?? []), record]);
  }
  return byGroup.size < 2 ? undefined : [...byGroup.values()];
}
