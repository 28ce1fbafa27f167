import { type FormEvent, useRef, useState } from "react";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { typed } from "../text/unicode";
import { Button } from "../ui/Button";
import { Choice } from "../ui/Choice";
import { NumberHead } from "../ui/Figure";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure, Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { TextInput } from "../ui/TextInput";
import { AdminPlaces, Answered } from "./AdminPlaces";
import { type ClientUse, type Revocation, useClients, useRevocations, useRevoke } from "./admin";
import styles from "./Admin.module.css";

const KINDS = ["user", "client", "token"] as const;

/** Programs that ask, by what the access log knows of them; and who was shut out. */
export default function ClientsPage() {
  const { text } = useWords();
  const clients = useClients();
  const revocations = useRevocations();
  return (
    <>
      <PageTitle lead={text("clients.lead")}>{text("clients.title")}</PageTitle>
      <AdminPlaces />
      <Answered title={text("clients.seen")} lead={text("clients.seen.lead", { days: clients.data?.days ?? 30 })} answer={clients}>
        {({ items }) => <Clients clients={items} />}
      </Answered>
      <Panel title={text("clients.revoke")} lead={text("clients.revoke.lead")}>
        <RevokeForm />
      </Panel>
      <Answered title={text("clients.revoked")} lead={text("clients.revoked.lead")} answer={revocations}>
        {({ items }) => <Revoked items={items} />}
      </Answered>
    </>
  );
}

function Clients({ clients }: { clients: readonly ClientUse[] }) {
  const { text, language } = useWords();
  if (clients.length === 0) return <Notice icon="empty" title={text("clients.none")} />;
  return (
    <Table label={text("clients.seen")}>
      <thead>
        <tr>
          <th scope="col">{text("audit.client")}</th>
          <NumberHead label={text("clients.entries")} definition={text("clients.entries.definition")} />
          <NumberHead label={text("clients.denied")} definition={text("clients.denied.definition")} />
          <th scope="col">{text("clients.lastAt")}</th>
        </tr>
      </thead>
      <tbody>
        {clients.map((client) => (
          <tr key={client.client} data-client={client.client}>
            <th scope="row">{client.client === "" ? text("clients.nameless") : client.client}</th>
            <td className={styles.count}>{shownCount(client.entries, language)}</td>
            <td className={styles.count}>{shownCount(client.denied, language)}</td>
            <td className={styles.moment}>{shownMoment(client.lastAt).slice(0, 16)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function RevokeForm() {
  const { text, named } = useWords();
  const revoke = useRevoke();
  const [kind, setKind] = useState<Revocation["kind"]>("client");
  const [name, setName] = useState("");
  const [isEmpty, setIsEmpty] = useState(false);
  const [asked, setAsked] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useShortcut("Slash", () => input.current?.focus());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const whom = typed(name);
    setIsEmpty(whom === "");
    if (whom !== "") setAsked(whom);
  };
  const shutOut = () => {
    if (asked === undefined) return;
    revoke.mutate(
      { kind, name: asked },
      {
        onSuccess: () => {
          setName("");
          setAsked(undefined);
        },
      },
    );
  };
  return (
    <>
      <form className={styles.form} onSubmit={submit} noValidate autoComplete="off">
        <Choice
          label={text("clients.kind")}
          options={KINDS.map((one) => ({ id: one, name: named("revokedKind", one) }))}
          chosen={kind}
          onChoose={(id) => setKind(KINDS.find((known) => known === id) ?? "client")}
        />
        <TextInput label={text("clients.name")} value={name} onChange={setName} inputRef={input} shortcut="/" error={isEmpty ? text("clients.nameMissing") : undefined} />
        <Button type="submit">{text("clients.shutOut")}</Button>
      </form>
      {asked !== undefined && (
        <ModalDialog title={text("clients.sure", { kind: named("revokedKind", kind), name: asked })} onClose={() => setAsked(undefined)}>
          <p>{text("clients.sure.advice")}</p>
          {revoke.isError && <Failure error={revoke.error} />}
          <div className={styles.buttons}>
            <Button kind="main" isDisabled={revoke.isPending} onPress={shutOut}>
              {text("clients.shutOut")}
            </Button>
            <Button onPress={() => setAsked(undefined)}>{text("shortcuts.close")}</Button>
          </div>
        </ModalDialog>
      )}
    </>
  );
}

function Revoked({ items }: { items: readonly Revocation[] }) {
  const { text, named } = useWords();
  if (items.length === 0) return <Notice icon="same" title={text("clients.noneRevoked")} />;
  return (
    <Table label={text("clients.revoked")}>
      <thead>
        <tr>
          <th scope="col">{text("clients.kind")}</th>
          <th scope="col">{text("clients.name")}</th>
          <th scope="col">{text("clients.since")}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <tr key={`${one.kind} ${one.name}`}>
            <td>{named("revokedKind", one.kind)}</td>
            <td>{one.name}</td>
            <td className={styles.moment}>{shownMoment(one.at)}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
