import { useState } from "react";
import { type Bulk, useAcceptPreview, useMappingChange } from "../api/terminology";
import { useWords } from "../i18n";
import { shownCount } from "../text/numbers";
import styles from "../terminology/Terminology.module.css";
import { DialogButtons } from "../ui/DialogButtons";
import { Choice } from "../ui/Choice";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure, Loading } from "../ui/Notice";

const THRESHOLDS = [0.99, 0.95, 0.9, 0.8] as const;

/** Takes the first suggestion of every row that is likely enough; how many that are is said before. */
export function BulkDialog({ number, onClose, onDone }: { number: number; onClose(): void; onDone(words: string): void }) {
  const { text, language } = useWords();
  const [threshold, setThreshold] = useState<number>(0.95);
  const preview = useAcceptPreview(number, threshold);
  const accept = useMappingChange<Bulk>(number, (post) => post("/accept", { probability: threshold }));
  const percent = new Intl.NumberFormat(language, { style: "percent" });
  const confirm = () => {
    if (accept.isPending || preview.data === undefined || preview.data.decided === 0) return;
    accept.mutate(undefined, {
      onSuccess: ({ decided }) => {
        onDone(text("mapping.said.bulk", { count: decided }));
        onClose();
      },
    });
  };
  return (
    <ModalDialog title={text("mapping.bulk")} onClose={onClose}>
      <Choice
        label={text("mapping.threshold")}
        options={THRESHOLDS.map((one) => ({ id: String(one), name: text("mapping.atLeast", { share: percent.format(one) }) }))}
        chosen={String(threshold)}
        onChoose={(one) => setThreshold(Number(one))}
      />
      <section className={styles.effect} aria-label={text("answer.effect")}>
        {preview.isPending && <Loading />}
        {preview.isError && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
        {preview.isSuccess && (
          <p data-bulk={preview.data.decided}>
            {text("mapping.bulk.effect", { decided: preview.data.decided, left: shownCount(preview.data.left, language) })}
          </p>
        )}
        <p>{text("mapping.bulk.review")}</p>
      </section>
      {accept.isError && <Failure error={accept.error} />}
      <DialogButtons confirm={text("mapping.bulk.confirm")} onConfirm={confirm} isPending={accept.isPending} isDisabled={preview.data === undefined || preview.data.decided === 0} onClose={onClose} />
    </ModalDialog>
  );
}
