import { useEffect, useState } from "react";
import { type Mapping, rowsPath, asSent, useColumns, useMappingChange } from "../api/terminology";
import { useWords } from "../i18n";
import { useShortcut } from "../shell/Shortcuts";
import { ColumnChoice } from "../terminology/ColumnChoice";
import { delimiterOf, likelyColumn } from "../terminology/columns";
import { Sample } from "../terminology/Sample";
import { SheetOrDelimiter } from "../terminology/SheetOrDelimiter";
import styles from "../terminology/Terminology.module.css";
import { Button } from "../ui/Button";
import { FileInput } from "../ui/FileInput";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { Failure, Loading } from "../ui/Notice";

/** What a hospital's file may say of a row; the words are beginnings of what such columns are called. */
const PARTS = [
  ["code", ["ma", "code", "ma_bv", "local_code"]],
  ["name", ["ten", "name", "ten_bv", "dien_giai", "mo_ta"]],
  ["uses", ["so_luot", "luot", "uses", "tan_suat", "count"]],
  ["group", ["chuyen_khoa", "nhom", "group", "chuong"]],
  ["ingredient", ["hoat_chat", "ingredient"]],
  ["strength", ["ham_luong", "nong_do", "strength"]],
  ["form", ["dang_bao_che", "dang", "form"]],
  ["route", ["duong_dung", "route"]],
  ["chosen", ["chosen", "ma_chuan"]],
] as const;

type Part = (typeof PARTS)[number][0];
const REQUIRED: readonly Part[] = ["code", "name"];

/** The hospital's file: which column is what, and then all of its rows or none. */
export function ImportRows({ mapping }: { mapping: Mapping }) {
  const { text, named } = useWords();
  const [file, setFile] = useState<File>();
  const [delimiter, setDelimiter] = useState(",");
  const [sheet, setSheet] = useState("");
  const [chosen, setChosen] = useState<Partial<Record<Part, string>>>();
  const [isIncomplete, setIsIncomplete] = useState(false);
  const isWorkbook = file?.name.toLowerCase().endsWith(".xlsx") ?? false;
  const columns = useColumns(file, sheet, isWorkbook ? "" : delimiter);
  const names = (columns.data?.rows[0] ?? []).filter((name) => name !== "");
  const shownNames = names.join("\u0000");
  useEffect(() => {
    if (chosen !== undefined || shownNames === "") return;
    const all = shownNames.split("\u0000");
    setChosen(Object.fromEntries(PARTS.map(([part, words]) => [part, likelyColumn(all, words)])));
  }, [chosen, shownNames]);
  const load = useMappingChange<{ rows: number }>(mapping.number, (post) =>
    post(rowsPath({ ...chosen, ...(isWorkbook ? { sheet: columns.data?.sheet } : { delimiter }) }), asSent(file as File)),
  );
  const send = () => {
    const isReady = file !== undefined && REQUIRED.every((part) => (chosen?.[part] ?? "") !== "");
    setIsIncomplete(!isReady);
    if (isReady && !load.isPending) load.mutate();
  };
  useShortcut("Ctrl+Enter", send);
  return (
    <section className={styles.card} aria-label={text("mapping.import")}>
      <h2>{text("mapping.import")}</h2>
      <FileInput
        label={text("upload.chooseFile")}
        hint={text("mapping.import.hint")}
        accept=".csv,.tsv,.txt,.xlsx"
        onChoose={(next) => {
          setFile(next);
          setSheet("");
          setChosen(undefined);
          load.reset();
          if (!next.name.toLowerCase().endsWith(".xlsx")) void delimiterOf(next).then(setDelimiter);
        }}
      />
      {file !== undefined && columns.isPending && <Loading />}
      {columns.isError && <Failure error={columns.error} onRetry={() => void columns.refetch()} />}
      {columns.isSuccess && (
        <>
          <div className={styles.fields}>
            <SheetOrDelimiter
              isWorkbook={isWorkbook}
              sheets={columns.data.sheets}
              sheet={columns.data.sheet ?? ""}
              delimiter={delimiter}
              onSheet={(name) => {
                setSheet(name);
                setChosen(undefined);
              }}
              onDelimiter={(one) => {
                setDelimiter(one);
                setChosen(undefined);
              }}
            />
          </div>
          <Sample rows={columns.data.rows} header={1} />
          <div className={styles.fields}>
            {PARTS.map(([part]) => (
              <ColumnChoice
                key={part}
                label={named("mapColumn", part)}
                columns={names}
                chosen={chosen?.[part] ?? ""}
                onChoose={(column) => setChosen({ ...chosen, [part]: column })}
                isOptional={!REQUIRED.includes(part)}
              />
            ))}
          </div>
          <div className={styles.send}>
            <Button kind="main" onPress={send} isDisabled={load.isPending} aria-keyshortcuts="Control+Enter">
              {text(load.isPending ? "answer.sending" : "mapping.import.confirm")}
              <Key name="Ctrl+Enter" />
            </Button>
            {isIncomplete && (
              <p className={styles.problem} role="alert">
                <Icon name="warning" />
                {text("mapping.import.incomplete")}
              </p>
            )}
          </div>
        </>
      )}
      {load.isError && <Failure error={load.error} />}
    </section>
  );
}
