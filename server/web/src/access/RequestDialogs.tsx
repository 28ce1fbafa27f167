import { useState } from "react";
import { useWords } from "../i18n";
import { isoDate, readTypedDate, shownMoment } from "../text/dates";
import { typed } from "../text/unicode";
import { Choice } from "../ui/Choice";
import { DialogButtons } from "../ui/DialogButtons";
import { Icon } from "../ui/Icon";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";
import styles from "./Audit.module.css";
import { OUTCOMES, RIGHTS, type SubjectRequest, useRequestStep } from "./requests";

/** A whole day as it was typed, as the server takes it; nothing where it is none. */
function dayTyped(text: string): string | undefined {
  const date = readTypedDate(text);
  return date?.day === undefined ? undefined : isoDate(date);
}

/** A request that came: of whom, what for, when. */
export function RegisterDialog({ today, onClose }: { today: string; onClose(): void }) {
  const { text, named } = useWords();
  const step = useRequestStep();
  const [person, setPerson] = useState("");
  const [right, setRight] = useState<string>("access");
  const [reference, setReference] = useState("");
  const [receivedOn, setReceivedOn] = useState(shownMoment(today));
  const [isThroughOthers, setIsThroughOthers] = useState(false);
  const [isSent, setIsSent] = useState(false);
  const day = dayTyped(receivedOn);
  const id = typed(person).toUpperCase();
  const confirm = () => {
    setIsSent(true);
    if (id === "" || day === undefined || step.isPending) return;
    step.mutate({ step: "register", sent: { person: id, right, reference: typed(reference), receivedOn: day, throughOthers: isThroughOthers } }, { onSuccess: onClose });
  };
  return (
    <ModalDialog title={text("requests.register")} onClose={onClose}>
      <TextInput
        label={text("requests.person")}
        hint={text("requests.person.hint")}
        value={person}
        onChange={setPerson}
        error={isSent && id === "" ? text("requests.person.missing") : undefined}
      />
      <Choice
        label={text("requests.right")}
        options={RIGHTS.map((one) => ({ id: one, name: named("right", one), detail: named("rightDays", one) }))}
        chosen={right}
        onChoose={setRight}
      />
      <TextInput
        label={text("requests.receivedOn")}
        hint={text("requests.day.hint")}
        value={receivedOn}
        onChange={setReceivedOn}
        error={isSent && day === undefined ? text("requests.day.wrong") : undefined}
        inputMode="numeric"
      />
      <TextInput label={text("requests.reference")} hint={text("requests.reference.hint")} value={reference} onChange={setReference} />
      <label className={styles.tick}>
        <input type="checkbox" checked={isThroughOthers} onChange={(event) => setIsThroughOthers(event.target.checked)} />
        {text("requests.throughOthers")}
      </label>
      {step.isError && <Failure error={step.error} />}
      <DialogButtons confirm={text("requests.register.confirm")} onConfirm={confirm} isPending={step.isPending} onClose={onClose} />
    </ModalDialog>
  );
}

/** More time, once, with the reason that the person was told. */
export function ExtendDialog({ request, onClose }: { request: SubjectRequest; onClose(): void }) {
  const { text, named } = useWords();
  const step = useRequestStep();
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const [isSent, setIsSent] = useState(false);
  const day = dayTyped(until);
  const confirm = () => {
    setIsSent(true);
    if (day === undefined || reason.trim() === "" || step.isPending) return;
    step.mutate({ step: "extend", number: request.number, sent: { until: day, reason: typed(reason) } }, { onSuccess: onClose });
  };
  return (
    <ModalDialog title={text("requests.extend.title", { number: request.number })} onClose={onClose}>
      <p>{text("requests.extend.lead", { right: named("right", request.right), due: shownMoment(request.dueOn), days: named("rightExtension", request.right) })}</p>
      <TextInput
        label={text("requests.until")}
        hint={text("requests.day.hint")}
        value={until}
        onChange={setUntil}
        error={isSent && day === undefined ? text("requests.day.wrong") : undefined}
        inputMode="numeric"
      />
      <TextInput
        label={text("requests.reason")}
        hint={text("requests.words.hint")}
        value={reason}
        onChange={setReason}
        error={isSent && reason.trim() === "" ? text("requests.words.missing") : undefined}
      />
      {step.isError && <Failure error={step.error} />}
      <DialogButtons confirm={text("requests.extend")} onConfirm={confirm} isPending={step.isPending} onClose={onClose} />
    </ModalDialog>
  );
}

/** What became of it, and how. */
export function CloseDialog({ request, onClose }: { request: SubjectRequest; onClose(): void }) {
  const { text, named } = useWords();
  const step = useRequestStep();
  const [outcome, setOutcome] = useState<string>("done");
  const [how, setHow] = useState("");
  const [isSent, setIsSent] = useState(false);
  const confirm = () => {
    setIsSent(true);
    if (how.trim() === "" || step.isPending) return;
    step.mutate({ step: "close", number: request.number, sent: { outcome, how: typed(how) } }, { onSuccess: onClose });
  };
  return (
    <ModalDialog title={text("requests.close.title", { number: request.number })} onClose={onClose}>
      <p>{named("right", request.right)}</p>
      {request.right === "erase" && (
        <p className={styles.small}>
          <Icon name="people" /> {text("requests.close.two")}
        </p>
      )}
      <Choice label={text("requests.outcome")} options={OUTCOMES.map((one) => ({ id: one, name: named("requestOutcome", one) }))} chosen={outcome} onChoose={setOutcome} />
      <TextInput
        label={text("requests.how")}
        hint={text("requests.words.hint")}
        value={how}
        onChange={setHow}
        error={isSent && how.trim() === "" ? text("requests.words.missing") : undefined}
      />
      {step.isError && <Failure error={step.error} />}
      <DialogButtons confirm={text("requests.close")} onConfirm={confirm} isPending={step.isPending} onClose={onClose} />
    </ModalDialog>
  );
}
