import { type FormEvent, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownMoment } from "../text/dates";
import { typed } from "../text/unicode";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Notice } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";
import { AccessLog } from "./AccessLog";
import { AuditPlaces } from "./AuditPlaces";
import styles from "./AccessPage.module.css";

/** Who saw this person? For auditors, who ask by the person's id and see none of the person's data. */
export default function AccessPage() {
  const { text } = useWords();
  const [address, setAddress] = useSearchParams();
  const asked = address.get("person");
  const [typing, setTyping] = useState(asked ?? "");
  const [isEmpty, setIsEmpty] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useShortcut("Slash", () => input.current?.focus());

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const person = typed(typing);
    setIsEmpty(person === "");
    if (person !== "") setAddress({ person });
  };
  return (
    <>
      <PageTitle lead={text("access.lead")}>{text("access.title")}</PageTitle>
      <AuditPlaces />
      <form className={styles.form} onSubmit={submit} role="search" autoComplete="off" noValidate>
        <TextInput
          label={text("person.enterpriseId")}
          hint={text("access.person.hint")}
          value={typing}
          onChange={setTyping}
          error={isEmpty ? text("access.person.missing") : undefined}
          inputRef={input}
          shortcut="/"
        />
        <Button kind="main" type="submit">
          <Icon name="search" />
          {text("access.submit")}
        </Button>
      </form>
      {asked === null ? (
        <Notice icon="search" title={text("search.start")} />
      ) : (
        <>
          <div className={styles.print}>
            <p className={styles.about}>{text("access.printed", { person: asked, moment: shownMoment(new Date().toISOString()).slice(0, 16) })}</p>
            <Button onPress={() => window.print()}>
              <Icon name="print" />
              {text("access.print")}
            </Button>
          </div>
          <AccessLog key={asked} enterpriseId={asked} />
        </>
      )}
    </>
  );
}
