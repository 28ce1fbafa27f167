import { type ReactNode, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { CHANGE_CLASSES, type DeclaredList, type Draft, type DraftQuestion, type ListIssue, useColumns, useDeclarations, useDraft, useReleases } from "../api/terminology";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { csv, download } from "../text/csv";
import { isoDate, readTypedDate } from "../text/dates";
import { shownCount } from "../text/numbers";
import { typed } from "../text/unicode";
import { Badge } from "../ui/Badge";
import { BackLine } from "../ui/BackLine";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { Figure } from "../ui/Figure";
import { FileInput } from "../ui/FileInput";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Pager } from "../ui/Pager";
import { Table } from "../ui/Table";
import { TextInput } from "../ui/TextInput";
import { ChangeTable } from "./Changes";
import { ColumnChoice } from "./ColumnChoice";
import { delimiterOf, likelyColumn } from "./columns";
import { byList } from "./releases";
import { Sample } from "./Sample";
import { SheetOrDelimiter } from "./SheetOrDelimiter";
import styles from "./Terminology.module.css";

/** Columns whose meaning is told by hand, in place of the name of a declared list. */
const BY_HAND = "\u0000columns";
const NEW_LIST = "\u0000new";
const ISSUES_PER_PAGE = 50;

interface About {
  system: string;
  version: string;
  name: string;
  publisher: string;
  decision: string;
  licence: string;
  from: string;
}

interface Meaning {
  header: number;
  code: string;
  vi: string;
  en: string;
  parent: string;
  inactive: string;
  inactiveWhen: string;
  properties: readonly string[];
}

const NOTHING_SAID: About = { system: "", version: "", name: "", publisher: "", decision: "", licence: "", from: "" };

/** A file becomes a draft: what it is, what is wrong with it, what it would change, and then its submission. */
export default function UploadPage() {
  const { text } = useWords();
  const navigate = useNavigate();
  const [file, setFile] = useState<File>();
  const [list, setList] = useState(BY_HAND);
  const [about, setAbout] = useState(NOTHING_SAID);
  const [delimiter, setDelimiter] = useState(",");
  const [sheet, setSheet] = useState("");
  const [meaning, setMeaning] = useState<Meaning>();
  const [isIncomplete, setIsIncomplete] = useState(false);
  const declarations = useDeclarations();
  const check = useDraft();
  const submit = useDraft();
  const declared = declarations.data?.items.find(({ name }) => name === list);
  const draft = check.data;

  const choose = (chosen: File) => {
    setFile(chosen);
    setSheet("");
    setMeaning(undefined);
    check.reset();
    submit.reset();
    if (!chosen.name.toLowerCase().endsWith(".xlsx")) void delimiterOf(chosen).then(setDelimiter);
  };
  const change = <T,>(set: (value: T) => void) => (value: T) => {
    set(value);
    // What was checked is another list now.
    check.reset();
    submit.reset();
  };
  const from = readTypedDate(about.from);
  const isFromWrong = about.from.trim() !== "" && (from?.day === undefined || from.month === undefined);
  const question = (isDryRun: boolean): DraftQuestion | undefined => {
    if (file === undefined || isFromWrong) return undefined;
    const common = { file, dryRun: isDryRun, ...(from === undefined ? {} : { from: isoDate(from) }) };
    if (declared !== undefined) return { ...common, list: declared.name, ...(about.version.trim() === "" ? {} : { version: typed(about.version) }) };
    if (meaning === undefined || meaning.code === "" || (meaning.vi === "" && meaning.en === "") || about.system.trim() === "" || about.version.trim() === "" || about.name.trim() === "") return undefined;
    return { ...common, declaration: JSON.stringify(declarationOf(about, meaning, delimiter, sheet)) };
  };
  const ask = (isDryRun: boolean, more: Partial<DraftQuestion> = {}) => {
    const asked = question(isDryRun);
    setIsIncomplete(asked === undefined);
    if (asked === undefined || check.isPending || submit.isPending) return;
    if (isDryRun) check.mutate({ ...asked, ...more });
    else submit.mutate({ ...asked, ...more }, { onSuccess: ({ system }) => void navigate(`/releases?${new URLSearchParams({ system })}`) });
  };
  const isClean = draft !== undefined && draft.errors === 0 && draft.concepts > 0;
  useShortcut("Ctrl+Enter", () => ask(!isClean));

  return (
    <>
      <BackLine to="/releases" label={text("terminology.back")} />
      <PageTitle lead={text("upload.lead")}>{text("upload.title")}</PageTitle>
      <Part number={1} title={text("upload.file")}>
        <FileInput label={text("upload.chooseFile")} hint={text("upload.file.hint")} accept=".csv,.tsv,.txt,.xlsx" onChoose={choose} />
      </Part>
      {file !== undefined && (
        <Part number={2} title={text("upload.what")}>
          {declarations.isError && <Failure error={declarations.error} onRetry={() => void declarations.refetch()} />}
          <Choice
            label={text("upload.declared")}
            options={[
              { id: BY_HAND, name: text("upload.byHand"), detail: text("upload.byHand.detail") },
              ...(declarations.data?.items ?? []).map((one) => ({ id: one.name, name: one.title, detail: [one.publisher, one.decision, one.system].filter((part) => part !== undefined).join(" · ") })),
            ]}
            chosen={list}
            onChoose={change(setList)}
          />
          {declared === undefined ? (
            <ByHand
              file={file}
              about={about}
              onAbout={change(setAbout)}
              delimiter={delimiter}
              onDelimiter={change(setDelimiter)}
              sheet={sheet}
              onSheet={change(setSheet)}
              meaning={meaning}
              onMeaning={change(setMeaning)}
            />
          ) : (
            <OfDeclared declared={declared} about={about} onAbout={change(setAbout)} />
          )}
          <div className={styles.fields}>
            <TextInput
              label={text("upload.from")}
              hint={text("upload.from.hint")}
              value={about.from}
              onChange={(value) => change(setAbout)({ ...about, from: value })}
              error={isFromWrong ? text("terminology.day.wrong") : undefined}
              inputMode="numeric"
            />
          </div>
          <div className={styles.send}>
            <Button kind={isClean ? "plain" : "main"} onPress={() => ask(true)} isDisabled={check.isPending} aria-keyshortcuts={isClean ? undefined : "Control+Enter"}>
              {text(check.isPending ? "upload.checking" : "upload.check")}
              {!isClean && <Key name="Ctrl+Enter" />}
            </Button>
            {isIncomplete && (
              <p className={styles.problem} role="alert">
                <Icon name="warning" />
                {text("upload.incomplete")}
              </p>
            )}
          </div>
          {check.isError && <Failure error={check.error} />}
        </Part>
      )}
      {draft !== undefined && (
        <Part number={3} title={text("upload.result")}>
          <Result draft={draft} onAll={() => ask(true, { warnings: draft.warnings })} isAsking={check.isPending} />
        </Part>
      )}
      {draft !== undefined && draft.concepts > 0 && (
        <Part number={4} title={text("upload.changes")}>
          <DraftChanges draft={draft} />
          <section className={styles.effect} aria-label={text("answer.effect")}>
            <p>{text("upload.effect", { concepts: draft.concepts, version: draft.version })}</p>
          </section>
          {submit.isError && <Failure error={submit.error} />}
          <div className={styles.send}>
            <Button
              kind={isClean ? "main" : "plain"}
              onPress={() => ask(false, isClean ? {} : { acceptErrors: true })}
              isDisabled={submit.isPending}
              aria-keyshortcuts={isClean ? "Control+Enter" : undefined}
            >
              {text(submit.isPending ? "upload.submitting" : isClean ? "upload.submit" : "upload.submitGood", { count: draft.rowsRefused })}
              {isClean && <Key name="Ctrl+Enter" />}
            </Button>
          </div>
        </Part>
      )}
    </>
  );
}

function declarationOf(about: About, meaning: Meaning, delimiter: string, sheet: string): object {
  const said = (name: "publisher" | "decision" | "licence") => (about[name].trim() === "" ? {} : { [name]: typed(about[name]) });
  return {
    system: about.system.trim(),
    version: typed(about.version),
    name: typed(about.name),
    ...said("publisher"),
    ...said("decision"),
    ...said("licence"),
    delimiter,
    ...(sheet === "" ? {} : { sheet }),
    header: meaning.header,
    columns: {
      code: meaning.code,
      display: { ...(meaning.vi === "" ? {} : { vi: meaning.vi }), ...(meaning.en === "" ? {} : { en: meaning.en }) },
      ...(meaning.parent === "" ? {} : { parent: { column: meaning.parent } }),
      ...(meaning.inactive === "" ? {} : { inactive: { column: meaning.inactive, values: meaning.inactiveWhen.split(",").map(typed) } }),
      property: meaning.properties.map((column) => ({ name: column, column })),
    },
  };
}

function Part({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    // What comes after the first step is brought into view, and told to whoever hears the page.
    if (number === 3) part.current?.focus();
  }, [number]);
  return (
    <section className={styles.card} ref={part} tabIndex={-1} aria-label={title}>
      <h2 className={styles.cardTitle}>
        <span className={styles.stepNumber} aria-hidden="true">
          {number}
        </span>
        {title}
      </h2>
      {children}
    </section>
  );
}

function OfDeclared({ declared, about, onAbout }: { declared: DeclaredList; about: About; onAbout(about: About): void }) {
  const { text } = useWords();
  return (
    <>
      <p className={styles.quiet}>{text("upload.ofDeclared", { name: declared.title, system: declared.system })}</p>
      <div className={styles.fields}>
        <TextInput label={text("terminology.version")} hint={text("upload.version.usual", { version: declared.version })} value={about.version} onChange={(version) => onAbout({ ...about, version })} />
      </div>
    </>
  );
}

interface ByHandProps {
  file: File;
  about: About;
  onAbout(about: About): void;
  delimiter: string;
  onDelimiter(delimiter: string): void;
  sheet: string;
  onSheet(sheet: string): void;
  meaning: Meaning | undefined;
  onMeaning(meaning: Meaning | undefined): void;
}

function ByHand({ file, about, onAbout, delimiter, onDelimiter, sheet, onSheet, meaning, onMeaning }: ByHandProps) {
  const { text } = useWords();
  const isWorkbook = file.name.toLowerCase().endsWith(".xlsx");
  const columns = useColumns(file, sheet, isWorkbook ? "" : delimiter);
  const releases = useReleases();
  const lists = byList(releases.data?.items ?? []).filter(({ type }) => type === "CodeSystem");
  const [known, setKnown] = useState(NEW_LIST);
  const header = meaning?.header ?? 1;
  const names = (columns.data?.rows[header - 1] ?? []).filter((name) => name !== "");
  const likely = (): Meaning => ({
    header,
    code: likelyColumn(names, ["code", "ma", "ma_so"]),
    vi: likelyColumn(names, ["name_vi", "ten_vi", "ten", "display", "name", "mo_ta"]),
    en: likelyColumn(names, ["name_en", "ten_en", "ten_tieng_anh", "english", "disease_name"]),
    parent: likelyColumn(names, ["parent", "ma_cha", "cha"]),
    inactive: "",
    inactiveWhen: "",
    properties: [],
  });
  const now = meaning ?? likely();
  // What is shown as chosen is what will be sent.
  const shownNames = names.join("\u0000");
  useEffect(() => {
    if (meaning === undefined && shownNames !== "") onMeaning(likely());
  });
  const set = (changed: Partial<Meaning>) => onMeaning({ ...now, ...changed });
  const others = names.filter((name) => ![now.code, now.vi, now.en, now.parent, now.inactive].includes(name));
  return (
    <>
      <div className={styles.fields}>
        <Choice
          label={text("upload.ofList")}
          options={[{ id: NEW_LIST, name: text("upload.newList") }, ...lists.map(({ system, name }) => ({ id: system, name, detail: system }))]}
          chosen={known}
          onChoose={(id) => {
            setKnown(id);
            const former = lists.find(({ system }) => system === id)?.releases[0];
            if (former !== undefined) onAbout({ ...about, system: former.system, name: former.name, publisher: former.publisher ?? "", licence: former.licence ?? "" });
          }}
        />
        <TextInput label={text("upload.system")} hint={text("upload.system.hint")} value={about.system} onChange={(system) => onAbout({ ...about, system })} />
        <TextInput label={text("terminology.version")} hint={text("upload.version.hint")} value={about.version} onChange={(version) => onAbout({ ...about, version })} />
        <TextInput label={text("upload.name")} value={about.name} onChange={(name) => onAbout({ ...about, name })} />
        <TextInput label={text("terminology.publisher")} value={about.publisher} onChange={(publisher) => onAbout({ ...about, publisher })} />
        <TextInput label={text("upload.decision")} hint={text("upload.decision.hint")} value={about.decision} onChange={(decision) => onAbout({ ...about, decision })} />
        <TextInput label={text("upload.licence")} value={about.licence} onChange={(licence) => onAbout({ ...about, licence })} />
      </div>
      {columns.isPending && <Loading />}
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
                onSheet(name);
                onMeaning(undefined);
              }}
              onDelimiter={(one) => {
                onDelimiter(one);
                onMeaning(undefined);
              }}
            />
            <Choice
              label={text("upload.header")}
              options={columns.data.rows.map((_, index) => ({ id: String(index + 1), name: String(index + 1) }))}
              chosen={String(header)}
              onChoose={(row) => onMeaning({ ...now, header: Number(row), code: "", vi: "", en: "", parent: "", inactive: "", properties: [] })}
            />
          </div>
          <Sample rows={columns.data.rows} header={header} />
          <div className={styles.fields}>
            <ColumnChoice label={text("upload.column.code")} columns={names} chosen={now.code} onChoose={(code) => set({ code })} />
            <ColumnChoice label={text("upload.column.vi")} columns={names} chosen={now.vi} onChoose={(vi) => set({ vi })} isOptional />
            <ColumnChoice label={text("upload.column.en")} columns={names} chosen={now.en} onChoose={(en) => set({ en })} isOptional />
            <ColumnChoice label={text("upload.column.parent")} columns={names} chosen={now.parent} onChoose={(parent) => set({ parent })} isOptional />
            <ColumnChoice label={text("upload.column.inactive")} columns={names} chosen={now.inactive} onChoose={(inactive) => set({ inactive })} isOptional />
            {now.inactive !== "" && (
              <TextInput label={text("upload.inactiveWhen")} hint={text("upload.inactiveWhen.hint")} value={now.inactiveWhen} onChange={(inactiveWhen) => set({ inactiveWhen })} />
            )}
          </div>
          {others.length > 0 && (
            <fieldset className={styles.properties}>
              <legend>{text("upload.properties")}</legend>
              {others.map((name) => (
                <label key={name} className={styles.tick}>
                  <input
                    type="checkbox"
                    checked={now.properties.includes(name)}
                    onChange={(event) => set({ properties: event.target.checked ? [...now.properties, name] : now.properties.filter((other) => other !== name) })}
                  />
                  {name}
                </label>
              ))}
            </fieldset>
          )}
        </>
      )}
    </>
  );
}

function Result({ draft, onAll, isAsking }: { draft: Draft; onAll(): void; isAsking: boolean }) {
  const { text, named, language } = useWords();
  const [offset, setOffset] = useState(0);
  const count = (value: number) => shownCount(value, language);
  const shownWarnings = draft.issues.filter(({ severity }) => severity === "warning").length;
  const save = () =>
    download(
      `${draft.version}-errors.csv`,
      "text/csv",
      csv([
        [text("upload.row"), text("upload.column"), text("upload.severity"), text("upload.kind"), text("upload.message")],
        ...draft.issues.map((issue) => [issue.row, [issue.table, issue.column].filter((part) => part !== undefined).join(": "), named("severity", issue.severity), named("listIssue", issue.code), issue.messages[language]]),
      ]),
    );
  return (
    <>
      <dl className={styles.figures}>
        <Figure label={text("upload.rows")} definition={text("upload.rows.definition")}>
          {count(draft.rowsRead)}
        </Figure>
        <Figure label={text("terminology.concepts")} definition={text("upload.concepts.definition")}>
          {count(draft.concepts)}
        </Figure>
        <Figure label={text("upload.errors")} definition={text("upload.errors.definition")}>
          {count(draft.errors)}
        </Figure>
        <Figure label={text("upload.warnings")} definition={text("upload.warnings.definition")}>
          {count(draft.warnings)}
        </Figure>
      </dl>
      {draft.issues.length === 0 ? (
        <Notice icon="same" title={text("upload.clean")} />
      ) : (
        <>
          <div className={styles.above}>
            <p className={styles.kinds}>
              {Object.entries(draft.kinds).map(([kind, times]) => (
                <Badge key={kind} tone="quiet">
                  {text("terminology.stateCount", { state: named("listIssue", kind), count: count(times) })}
                </Badge>
              ))}
            </p>
            <div className={styles.actions}>
              {shownWarnings < draft.warnings && (
                <Button onPress={onAll} isDisabled={isAsking}>
                  {text("upload.allWarnings", { shown: count(shownWarnings), all: count(draft.warnings) })}
                </Button>
              )}
              <Button onPress={save}>{text("upload.download")}</Button>
            </div>
          </div>
          <Issues issues={draft.issues.slice(offset, offset + ISSUES_PER_PAGE)} />
          <Pager offset={offset} size={ISSUES_PER_PAGE} total={draft.issues.length} onOffset={setOffset} />
        </>
      )}
    </>
  );
}

function Issues({ issues }: { issues: readonly ListIssue[] }) {
  const { text, named, language } = useWords();
  return (
    <Table label={text("upload.issues")}>
      <thead>
        <tr>
          <th scope="col" className={styles.number}>
            {text("upload.row")}
          </th>
          <th scope="col">{text("upload.column")}</th>
          <th scope="col">{text("upload.kind")}</th>
          <th scope="col">{text("upload.message")}</th>
        </tr>
      </thead>
      <tbody>
        {issues.map((issue, index) => (
          <tr key={index} data-issue={issue.severity}>
            <th scope="row" className={styles.number}>
              {issue.row === 0 ? text("upload.wholeFile") : shownCount(issue.row, language)}
            </th>
            <td>{[issue.table, issue.column].filter((part) => part !== undefined).join(": ") || text("value.none")}</td>
            <td>
              <Badge tone={issue.severity === "error" ? "waiting" : "quiet"} icon={issue.severity === "error" ? "warning" : "info"}>
                {named("listIssue", issue.code)}
              </Badge>
            </td>
            <td>{issue.messages[language]}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function DraftChanges({ draft }: { draft: Draft }) {
  const { text, named, language } = useWords();
  if (draft.against === undefined) return <Notice icon="info" title={text("upload.first")} />;
  const all = CHANGE_CLASSES.reduce((sum, kind) => sum + (draft.counts[kind] ?? 0), 0);
  return (
    <>
      <p>{text("upload.against", { version: draft.against, same: shownCount(draft.same ?? 0, language) })}</p>
      <dl className={styles.figures}>
        {CHANGE_CLASSES.map((kind) => (
          <Figure key={kind} label={named("changeClass", kind)} definition={named("changeMeaning", kind)}>
            {shownCount(draft.counts[kind] ?? 0, language)}
          </Figure>
        ))}
      </dl>
      {draft.changes.length > 0 && (
        <details>
          <summary>{text("upload.changeRows", { shown: shownCount(draft.changes.length, language), all: shownCount(all, language) })}</summary>
          <ChangeTable changes={draft.changes} />
        </details>
      )}
    </>
  );
}
