import type { Consequences } from "../api/types";
import { useWords } from "../i18n";
import { FieldValue } from "../people/FieldValue";
import { columnOf } from "../people/fields";
import { Failure, Loading } from "../ui/Notice";
import { Icon } from "../ui/Icon";
import styles from "./Preview.module.css";

export interface PreviewProps {
  answer: { isPending: boolean; error: Error | null; data: Consequences | undefined; refetch(): unknown };
}

/** What a decision will make, and whom it will tell; nothing is done yet. */
export function Preview({ answer }: PreviewProps) {
  const { text, named } = useWords();
  if (answer.error !== null) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isPending || answer.data === undefined) return <Loading />;
  const { persons, moved, facilitiesTold, overrides, needsSecondPerson } = answer.data;
  return (
    <div className={styles.preview}>
      {needsSecondPerson && (
        <p className={styles.second}>
          <Icon name="people" />
          {text("preview.second")}
        </p>
      )}
      {persons.length === 0 && <p>{text("preview.noPerson")}</p>}
      <ul className={styles.persons}>
        {persons.map((person) => (
          <li key={person.enterpriseId} className={styles.person}>
            <p className={styles.effect}>
              <code>{person.enterpriseId}</code> {named("effect", person.effect)}
              {person.replacedBy !== undefined && (
                <>
                  {" "}
                  <code>{person.replacedBy}</code>
                </>
              )}
            </p>
            <p className={styles.small}>{text("preview.records", { before: person.before.length, after: person.after.length })}</p>
            {person.effect !== "superseded" && person.golden.length > 0 && (
              <dl className={styles.golden}>
                {person.golden.map((change) => (
                  <div key={change.field}>
                    <dt>{named("field", columnOf(change.field))}</dt>
                    <dd>
                      {change.before !== undefined && (
                        <>
                          <del>
                            <FieldValue field={change.field} value={change.before} />
                          </del>{" "}
                        </>
                      )}
                      <ins>
                        <FieldValue field={change.field} value={change.after} />
                      </ins>
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ul>
      <p className={styles.small}>
        {text("preview.told", {
          moved: moved.length,
          count: facilitiesTold.length,
          facilities: facilitiesTold.length === 0 ? text("value.none") : facilitiesTold.join(", "),
        })}
      </p>
      {overrides.length > 0 && <p className={styles.second}>{text("preview.overrides", { count: overrides.length })}</p>}
    </div>
  );
}
