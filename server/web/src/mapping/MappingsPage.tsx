import { type FormEvent, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { type Mapping, useMapping, useMappings, useNewMapping, useReleases } from "../api/terminology";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { typed } from "../text/unicode";
import { byList } from "../terminology/releases";
import { AsOf } from "../ui/AsOf";
import { Button } from "../ui/Button";
import { DialogButtons } from "../ui/DialogButtons";
import { Choice } from "../ui/Choice";
import { NumberHead } from "../ui/Figure";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Table } from "../ui/Table";
import { TextInput } from "../ui/TextInput";
import styles from "../terminology/Terminology.module.css";
import { useShare } from "./share";

/** Hospitals' lists that are being mapped, and how far each is. */
export default function MappingsPage() {
  const { text } = useWords();
  const mappings = useMappings();
  const [isBeginning, setIsBeginning] = useState(false);
  const body = useRef<HTMLTableSectionElement>(null);
  const step = (by: 1 | -1) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>("th a") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    links[at === -1 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  };
  useShortcut("KeyJ", () => step(1));
  useShortcut("KeyK", () => step(-1));
  useShortcut("KeyA", () => setIsBeginning(true));
  return (
    <>
      <PageTitle lead={text("mapping.lead")}>{text("mapping.title")}</PageTitle>
      <div className={styles.above}>
        <p className={styles.count} role="status">
          {mappings.data !== undefined && text("mapping.count", { count: mappings.data.items.length })}
        </p>
        <AsOf updatedAt={mappings.dataUpdatedAt} isFetching={mappings.isFetching} isError={mappings.isError} onRefresh={() => void mappings.refetch()} />
        <Button kind="main" onPress={() => setIsBeginning(true)} aria-keyshortcuts="A">
          {text("mapping.begin")}
          <Key name="A" />
        </Button>
      </div>
      {mappings.isPending && <Loading />}
      {mappings.isError && mappings.data === undefined && <Failure error={mappings.error} onRetry={() => void mappings.refetch()} />}
      {mappings.data?.items.length === 0 && (
        <Notice icon="empty" title={text("mapping.none.title")}>
          <p>{text("mapping.none.advice")}</p>
        </Notice>
      )}
      {mappings.data !== undefined && mappings.data.items.length > 0 && (
        <Table label={text("mapping.title")}>
          <thead>
            <tr>
              <th scope="col">{text("mapping.list")}</th>
              <th scope="col">{text("mapping.facility")}</th>
              <th scope="col">{text("mapping.target")}</th>
              <NumberHead label={text("mapping.mapped")} definition={text("mapping.mapped.definition")} isAtEnd />
              <NumberHead label={text("mapping.agreed")} definition={text("mapping.agreed.definition")} isAtEnd />
              <th scope="col">{text("mapping.begun")}</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {mappings.data.items.map((mapping) => (
              <MappingLine key={mapping.number} mapping={mapping} />
            ))}
          </tbody>
        </Table>
      )}
      {isBeginning && <Begin onClose={() => setIsBeginning(false)} />}
    </>
  );
}

function MappingLine({ mapping }: { mapping: Mapping }) {
  const { text, language } = useWords();
  const share = useShare();
  const details = useMapping(mapping.number);
  const progress = details.data?.progress;
  return (
    <tr data-mapping={mapping.number}>
      <th scope="row" className={styles.name}>
        <Link to={`/mappings/${mapping.number}`}>{mapping.name}</Link>
        <code className={styles.uri}>{mapping.sourceSystem}</code>
      </th>
      <td translate="no">{mapping.facility ?? text("mapping.ofCity")}</td>
      <td>
        <code className={styles.uri}>{mapping.targetSystem}</code>
        {mapping.targetVersion}
      </td>
      <td className={styles.number}>{progress === undefined ? "…" : share(progress.mappedShare)}</td>
      <td className={styles.number}>{progress === undefined ? "…" : shownCount(progress.rows.agreed, language)}</td>
      <td>
        {mapping.createdBy}
        <span className={styles.uri}>{shownMoment(mapping.createdAt).slice(0, 16)}</span>
      </td>
    </tr>
  );
}

/** What list it is and to which it is to be mapped; its rows come next. */
function Begin({ onClose }: { onClose(): void }) {
  const { text } = useWords();
  const navigate = useNavigate();
  const begin = useNewMapping();
  const releases = useReleases();
  const targets = byList(releases.data?.items ?? []).filter(({ type, inForce }) => type === "CodeSystem" && inForce !== undefined);
  const [name, setName] = useState("");
  const [facility, setFacility] = useState("");
  const [source, setSource] = useState("");
  const [url, setUrl] = useState("");
  const [chosen, setChosen] = useState("");
  const [isIncomplete, setIsIncomplete] = useState(false);
  const target = targets.find(({ system }) => system === chosen) ?? targets[0];
  const address = source.trim();
  const mapUrl = url.trim() === "" ? (address === "" ? "" : `${address}/map`) : url.trim();
  const send = () => {
    const isReady = name.trim() !== "" && address !== "" && target !== undefined;
    setIsIncomplete(!isReady);
    if (!isReady || begin.isPending) return;
    begin.mutate(
      { name: typed(name), sourceSystem: address, targetSystem: target.system, url: mapUrl, ...(facility.trim() === "" ? {} : { facility: facility.trim() }) },
      { onSuccess: ({ number }) => void navigate(`/mappings/${number}`) },
    );
  };
  return (
    <ModalDialog title={text("mapping.begin")} onClose={onClose}>
      <form
        className={styles.dialogForm}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          send();
        }}
      >
        <TextInput label={text("mapping.name")} hint={text("mapping.name.hint")} value={name} onChange={setName} />
        <div className={styles.fields}>
          <TextInput label={text("mapping.facility")} hint={text("mapping.facility.hint")} value={facility} onChange={setFacility} inputMode="numeric" />
          <TextInput label={text("mapping.source")} hint={text("mapping.source.hint")} value={source} onChange={setSource} />
        </div>
        {releases.isPending && <Loading />}
        {releases.isError && <Failure error={releases.error} onRetry={() => void releases.refetch()} />}
        {releases.isSuccess && target === undefined && <Notice icon="empty" title={text("mapping.noTarget")} />}
        {target !== undefined && (
          <Choice
            label={text("mapping.target")}
            options={targets.map(({ system, name: called, inForce }) => ({
              id: system,
              name: text("codes.systemOption", { name: called, version: inForce?.version ?? "" }),
              detail: system,
            }))}
            chosen={target.system}
            onChoose={setChosen}
          />
        )}
        <TextInput label={text("mapping.url")} hint={mapUrl === "" ? text("mapping.url.hint") : text("mapping.url.usual", { url: mapUrl })} value={url} onChange={setUrl} />
        {isIncomplete && (
          <p className={styles.problem} role="alert">
            <Icon name="warning" />
            {text("mapping.begin.incomplete")}
          </p>
        )}
        {begin.isError && <Failure error={begin.error} />}
        <DialogButtons confirm={text("mapping.begin.confirm")} onConfirm={send} isOfForm isPending={begin.isPending} onClose={onClose} />
      </form>
    </ModalDialog>
  );
}
