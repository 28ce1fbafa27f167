import { type FormEvent, useRef, useState } from "react";
import { Link } from "react-router";
import { usePersonSearch } from "../api/questions";
import type { PersonSearch, PersonSummary } from "../api/types";
import { type Text, useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { isoDate, readTypedDate } from "../text/dates";
import { shownCount, shownProbability } from "../text/numbers";
import { typed } from "../text/unicode";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Failure, Loading, Notice } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";
import { BirthDate } from "./BirthDate";
import { emptySearch, type SearchState, useSearchMemory } from "./memory";
import styles from "./SearchPage.module.css";

const RESULTS_MAX = 20;

interface FieldErrors {
  form?: string;
  birthDate?: string;
}

/** Reads the fields into what is sent, or says what is wrong with them. */
export function readSearch(fields: SearchState["fields"], text: Text): { search: PersonSearch } | { errors: FieldErrors } {
  const search: PersonSearch = { limit: RESULTS_MAX };
  const name = typed(fields.name);
  const identifier = typed(fields.identifier);
  const phone = typed(fields.phone);
  const birthDate = typed(fields.birthDate);
  if (name !== "") search.name = name;
  if (identifier !== "") search.identifier = identifier;
  if (phone !== "") search.phone = phone;
  if (birthDate !== "") {
    const date = readTypedDate(birthDate);
    if (date === undefined) return { errors: { birthDate: text("search.birthDate.wrong") } };
    search.birthDate = isoDate(date);
  }
  return Object.keys(search).length === 1 ? { errors: { form: text("search.nothingTyped") } } : { search };
}

export function SearchPage() {
  const { text } = useWords();
  const { search, setSearch } = useSearchMemory();
  const [errors, setErrors] = useState<FieldErrors>({});
  const first = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLOListElement>(null);
  const found = usePersonSearch(search.sent);
  const { fields } = search;

  const write = (field: keyof SearchState["fields"]) => (value: string) =>
    setSearch({ ...search, fields: { ...fields, [field]: value } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readSearch(fields, text);
    setErrors("errors" in read ? read.errors : {});
    if ("search" in read) setSearch({ fields, sent: read.search });
  };
  const step = (direction: 1 | -1) => {
    const links = [...(results.current?.querySelectorAll("a") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[at === -1 ? 0 : Math.min(Math.max(at + direction, 0), links.length - 1)]?.focus();
  };
  useShortcut("Slash", () => first.current?.focus());
  useShortcut("KeyJ", () => step(1));
  useShortcut("KeyK", () => step(-1));

  return (
    <>
      <PageTitle lead={text("search.lead")}>{text("search.title")}</PageTitle>
      <form className={styles.form} onSubmit={submit} role="search" autoComplete="off" noValidate>
        <TextInput label={text("search.name")} hint={text("search.name.hint")} value={fields.name} onChange={write("name")} inputRef={first} shortcut="/" />
        <TextInput
          label={text("search.birthDate")}
          hint={text("search.birthDate.hint")}
          value={fields.birthDate}
          onChange={write("birthDate")}
          error={errors.birthDate}
          inputMode="numeric"
        />
        <TextInput
          label={text("search.identifier")}
          hint={text("search.identifier.hint")}
          value={fields.identifier}
          onChange={write("identifier")}
        />
        <TextInput label={text("search.phone")} hint={text("search.phone.hint")} value={fields.phone} onChange={write("phone")} inputMode="tel" />
        <div className={styles.actions}>
          <Button kind="main" type="submit">
            <Icon name="search" />
            {text("search.submit")}
          </Button>
          <Button
            kind="quiet"
            onPress={() => {
              setSearch(emptySearch);
              setErrors({});
              first.current?.focus();
            }}
          >
            {text("search.clear")}
          </Button>
          {errors.form !== undefined && (
            <p className={styles.formError} role="alert">
              {errors.form}
            </p>
          )}
        </div>
      </form>
      <section className={styles.results} aria-label={text("search.results")} aria-busy={found.isFetching}>
        {search.sent === undefined && <Notice icon="search" title={text("search.start")} />}
        {search.sent !== undefined && found.isPending && <Loading />}
        {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
        {found.isSuccess && found.data.items.length === 0 && (
          <Notice icon="empty" title={text("search.none.title")}>
            <p>{text("search.none.advice")}</p>
          </Notice>
        )}
        {found.isSuccess && found.data.items.length > 0 && (
          <>
            <p className={styles.count} role="status">
              {text(found.data.more ? "search.countMore" : "search.count", { count: found.data.items.length })}
            </p>
            <div className={`${styles.row} ${styles.head}`} aria-hidden="true">
              <span>{text("person.name")}</span>
              <span>{text("field.birth_date")}</span>
              <span>{text("field.national_id")}</span>
              <span>{text("field.address")}</span>
              <span>{text("search.sources")}</span>
            </div>
            <ol className={styles.list} ref={results}>
              {found.data.items.map((person) => (
                <li key={person.enterpriseId}>
                  <Result person={person} />
                </li>
              ))}
            </ol>
          </>
        )}
      </section>
    </>
  );
}

function Result({ person }: { person: PersonSummary }) {
  const { text, named, language } = useWords();
  return (
    <Link className={`${styles.row} ${styles.result}`} to={`/persons/${encodeURIComponent(person.enterpriseId)}`}>
      <span className={styles.who}>
        <span className={styles.name}>{person.name ?? text("person.nameless")}</span>
        {person.gender !== undefined && <span className={styles.gender}>{named("gender", person.gender)}</span>}
      </span>
      <span className={styles.number}>
        <span className={styles.cellLabel}>{text("field.birth_date")}</span>
        <BirthDate value={person.birthDate} />
      </span>
      <span className={styles.number}>
        <span className={styles.cellLabel}>{text("field.national_id")}</span>
        {person.nationalId ?? text("value.none")}
      </span>
      <span className={styles.address}>{person.address ?? text("value.none")}</span>
      <span className={styles.sources}>
        <span className={styles.badge}>
          {text("person.sourceCount", { count: person.sourceCount, shown: shownCount(person.sourceCount, language) })}
        </span>
        <span className={styles.facilities}>{person.facilities.join(", ")}</span>
        {person.score !== undefined && (
          <span className={styles.facilities}>
            {text("search.score", { score: shownProbability(person.score, language) })}
            {person.grade !== undefined && ` · ${named("grade", person.grade)}`}
          </span>
        )}
      </span>
    </Link>
  );
}
