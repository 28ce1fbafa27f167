import { useUnmaskPerson } from "../api/questions";
import type { Person } from "../api/types";
import { useWords } from "../i18n";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { kindOfFailure } from "../ui/Notice";
import { columnOf } from "./fields";
import styles from "./Hidden.module.css";

export function isHidden(person: Person, field: string): boolean {
  return person.hidden?.includes(columnOf(field)) ?? false;
}

/** Shows a field of the person in full, which is written down; nothing where the field is not hidden. */
export function ShowField({ person, field }: { person: Person; field: string }) {
  const { text, named } = useWords();
  const unmask = useUnmaskPerson(person.enterpriseId);
  if (!isHidden(person, field)) return null;
  const column = columnOf(field);
  return (
    <span className={styles.show} data-hidden={column}>
      <Button
        kind="quiet"
        isDisabled={unmask.isPending}
        onPress={() => unmask.mutate(column)}
        aria-label={text("person.showField", { field: named("field", column) })}
      >
        <Icon name="eye" />
        {text("person.show")}
      </Button>
      {unmask.isError && <span role="alert">{text(kindOfFailure(unmask.error))}</span>}
    </span>
  );
}
