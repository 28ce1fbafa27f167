import { Link } from "react-router";
import { useConcept } from "../api/questions";
import type { CodeQuestion, Designation } from "../api/types";
import { useWords } from "../i18n";
import { Failure, Loading } from "../ui/Notice";
import styles from "./ConceptView.module.css";

/** One concept: what it is called in each language, its properties, and the release that says so. */
export function ConceptView({ question, name }: { question: CodeQuestion; name: string }) {
  const { text, named } = useWords();
  const answer = useConcept(question);
  if (answer.isPending) return <Loading />;
  if (answer.data === undefined) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />;
  const concept = answer.data;
  return (
    <article className={styles.concept}>
      <p className={styles.system}>{name}</p>
      <h2 className={styles.title}>
        <code className={styles.code}>{concept.code}</code>
        <span className={styles.display}>{concept.display}</span>
      </h2>
      {(concept.parents.length > 0 || concept.children > 0) && (
        <ul className={styles.place}>
          {concept.parents.map((parent) => (
            <li key={parent.code}>
              {text("concept.under")} <Link to={placeOf(question, parent.code)}>{parent.code}</Link> {parent.display}
            </li>
          ))}
          {concept.children > 0 && (
            <li>
              <Link to={placeOf(question, concept.code)}>{text("concept.children", { count: concept.children })}</Link>
            </li>
          )}
        </ul>
      )}
      <h3 className={styles.heading}>{text("concept.designations")}</h3>
      <dl className={styles.list}>
        {concept.designations.map((designation, index) => (
          <DesignationLine key={index} designation={designation} />
        ))}
        {concept.designations.length === 0 && (
          <div>
            <dt>{text("concept.display")}</dt>
            <dd>{concept.display}</dd>
          </div>
        )}
      </dl>
      {concept.properties.length > 0 && (
        <>
          <h3 className={styles.heading}>{text("concept.properties")}</h3>
          <dl className={styles.list}>
            {concept.properties.map((property, index) => (
              <div key={index}>
                <dt>{named("property", property.name)}</dt>
                <dd>{property.value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p className={styles.release}>
        {text("concept.release", { version: concept.release.version })}
        <code>{concept.release.system}</code>
      </p>
    </article>
  );
}

/** Where the codes below one code are listed, and it is open. */
function placeOf({ system, version }: CodeQuestion, code: string): string {
  return `/codes?${new URLSearchParams({ system, ...(version === undefined ? {} : { version }), under: code, code })}`;
}

function DesignationLine({ designation }: { designation: Designation }) {
  const { text, language } = useWords();
  return (
    <div>
      <dt>{designation.language === undefined ? text("concept.display") : languageName(designation.language, language)}</dt>
      <dd lang={designation.language}>{designation.value}</dd>
    </div>
  );
}

function languageName(tag: string, reader: string): string {
  try {
    const name = new Intl.DisplayNames([reader], { type: "language" }).of(tag) ?? tag;
    return name.charAt(0).toLocaleUpperCase(reader) + name.slice(1);
  } catch {
    return tag;
  }
}
