import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";
import styles from "./Field.module.css";
import { Icon } from "./Icon";

export interface Option {
  id: string;
  name: string;
  detail?: string;
}

export interface ChoiceProps {
  label: string;
  options: readonly Option[];
  chosen: string;
  onChoose(id: string): void;
}

/** One of a few, by mouse, touch or keyboard. */
export function Choice({ label, options, chosen, onChoose }: ChoiceProps) {
  return (
    <Select className={styles.field ?? ""} value={chosen} onChange={(key) => key !== null && onChoose(String(key))}>
      <Label className={styles.label ?? ""}>{label}</Label>
      <Button className={`${styles.input} ${styles.choice}`}>
        <SelectValue className={styles.chosen ?? ""}>{({ selectedText }) => selectedText}</SelectValue>
        <Icon name="chevron" />
      </Button>
      <Popover className={styles.popover ?? ""}>
        <ListBox className={styles.options ?? ""} items={options}>
          {(option) => (
            <ListBoxItem className={styles.option ?? ""} id={option.id} textValue={option.name}>
              <span className={styles.optionName}>{option.name}</span>
              {option.detail !== undefined && <span className={styles.optionDetail}>{option.detail}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
