import { useState } from "react";
import { asSent, type Bulk, type Mapping, useMappingChange, useMappings } from "../api/terminology";
import { useWords } from "../i18n";
import { shownCount } from "../text/numbers";
import styles from "../terminology/Terminology.module.css";
import { Button } from "../ui/Button";
import { CancelButton } from "../ui/DialogButtons";
import { Choice } from "../ui/Choice";
import { FileInput } from "../ui/FileInput";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure } from "../ui/Notice";

/** Decisions that were made elsewhere: in a file, or about another list with the same codes and names. */
export function BringDialog({ mapping, onClose, onDone }: { mapping: Mapping; onClose(): void; onDone(words: string): void }) {
  const { text, language } = useWords();
  const others = (useMappings().data?.items ?? []).filter(({ number, targetSystem }) => number !== mapping.number && targetSystem === mapping.targetSystem);
  const [file, setFile] = useState<File>();
  const [from, setFrom] = useState<number>();
  const source = from ?? others[0]?.number;
  const done = (words: string) => {
    onDone(words);
    onClose();
  };
  const bring = useMappingChange<{ rows: number }>(mapping.number, (post) => post("/decisions", asSent(file as File)));
  const apply = useMappingChange<Bulk>(mapping.number, (post) => post("/apply", { from: source }));
  return (
    <ModalDialog title={text("mapping.bring")} onClose={onClose}>
      <section className={styles.effect}>
        <h3>{text("mapping.bring.file")}</h3>
        <FileInput label={text("upload.chooseFile")} hint={text("mapping.bring.file.hint")} accept=".csv,.xlsx,.json" onChoose={setFile} />
        <div className={styles.send}>
          <Button kind="main" isDisabled={file === undefined || bring.isPending} onPress={() => bring.mutate(undefined, { onSuccess: ({ rows }) => done(text("mapping.said.brought", { count: rows })) })}>
            {text(bring.isPending ? "answer.sending" : "mapping.bring.file.confirm")}
          </Button>
        </div>
        {bring.isError && <Failure error={bring.error} />}
      </section>
      <section className={styles.effect}>
        <h3>{text("mapping.apply")}</h3>
        {source === undefined ? (
          <p>{text("mapping.apply.none")}</p>
        ) : (
          <>
            <p>{text("mapping.apply.effect")}</p>
            <Choice
              label={text("mapping.apply.from")}
              options={others.map(({ number, name, targetVersion }) => ({ id: String(number), name, detail: targetVersion }))}
              chosen={String(source)}
              onChoose={(number) => setFrom(Number(number))}
            />
            <div className={styles.send}>
              <Button
                isDisabled={apply.isPending}
                onPress={() => apply.mutate(undefined, { onSuccess: ({ decided, left }) => done(text("mapping.said.applied", { count: decided, left: shownCount(left, language) })) })}
              >
                {text(apply.isPending ? "answer.sending" : "mapping.apply.confirm")}
              </Button>
            </div>
          </>
        )}
        {apply.isError && <Failure error={apply.error} />}
      </section>
      <CancelButton onClose={onClose} />
    </ModalDialog>
  );
}
