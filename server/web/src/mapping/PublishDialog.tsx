import { useState } from "react";
import { type MappingDetails, useMappingChange } from "../api/terminology";
import type { Session } from "../api/types";
import { useWords } from "../i18n";
import { shownCount } from "../text/numbers";
import { typed } from "../text/unicode";
import styles from "../terminology/Terminology.module.css";
import { DialogButtons } from "../ui/DialogButtons";
import { Icon } from "../ui/Icon";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";

/** Makes a version of the concept map of the rows that two persons agree on. */
export function PublishDialog({ details, session, onClose, onDone }: { details: MappingDetails; session: Session; onClose(): void; onDone(words: string): void }) {
  const { text, language } = useWords();
  const { mapping, progress, published } = details;
  const agreed = progress.rows.agreed;
  const left = progress.rows.open + progress.rows.decided + progress.rows.disputed;
  const month = new Date().toISOString().slice(0, 7);
  const isTaken = (version: string) => published.some((former) => former.version === version);
  const [version, setVersion] = useState(isTaken(month) ? "" : month);
  const [isPartWelcome, setIsPartWelcome] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const publish = useMappingChange<{ version: string; rows: number }>(mapping.number, (post) => post("/publish", { version: typed(version), part: isPartWelcome }));
  const isReady = version.trim() !== "" && agreed > 0 && (left === 0 || isPartWelcome);
  const confirm = () => {
    setIsAsked(true);
    if (!isReady || publish.isPending) return;
    publish.mutate(undefined, {
      onSuccess: (made) => {
        onDone(text("mapping.said.published", { version: made.version, count: made.rows }));
        onClose();
      },
    });
  };
  return (
    <ModalDialog title={text("mapping.publish")} onClose={onClose}>
      <TextInput label={text("mapping.publish.version")} hint={text("mapping.publish.version.hint")} value={version} onChange={setVersion} />
      <section className={styles.effect} aria-label={text("answer.effect")}>
        <p>{text("mapping.publish.effect", { count: agreed, url: mapping.url })}</p>
        <p>{text("mapping.publish.answers", { who: session.displayName })}</p>
        {left > 0 && <p>{text("mapping.publish.left", { left: shownCount(left, language) })}</p>}
      </section>
      {left > 0 && (
        <label className={styles.tick}>
          <input type="checkbox" checked={isPartWelcome} onChange={(event) => setIsPartWelcome(event.target.checked)} />
          {text("mapping.publish.part")}
        </label>
      )}
      {isAsked && !isReady && (
        <p className={styles.problem} role="alert">
          <Icon name="warning" />
          {text(agreed === 0 ? "mapping.publish.nothing" : version.trim() === "" ? "mapping.publish.noVersion" : "mapping.publish.notWhole")}
        </p>
      )}
      {publish.isError && <Failure error={publish.error} />}
      <DialogButtons confirm={text("mapping.publish")} onConfirm={confirm} isPending={publish.isPending} onClose={onClose} />
    </ModalDialog>
  );
}
