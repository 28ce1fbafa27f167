import { useState } from "react";
import { Label, TextArea, TextField } from "react-aria-components";
import { useWords } from "../i18n";
import { shownMoment } from "../text/dates";
import { Button } from "../ui/Button";
import { DialogButtons } from "../ui/DialogButtons";
import { Icon } from "../ui/Icon";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { type RefusedMessage, useOpenedMessage, useRefusedMessages, useSettledMessage } from "./quality";
import styles from "./Quality.module.css";

/** HL7 v2 messages of a hospital that were not taken: what is wrong with each; a lead sees what it says, mends it and sends it again. */
export function RefusedMessages({ facility, mayMend }: { facility: string; mayMend: boolean }) {
  const { text, named } = useWords();
  const messages = useRefusedMessages(facility);
  const open = useOpenedMessage();
  return (
    <Panel title={text("refused.title")} lead={text(mayMend ? "refused.lead" : "refused.leadWithout")}>
      {messages.isPending && <Loading />}
      {messages.isError && messages.data === undefined && <Failure error={messages.error} onRetry={() => void messages.refetch()} />}
      {open.isError && <Failure error={open.error} />}
      {messages.data?.items.length === 0 && <Notice icon="same" title={text("refused.none")} />}
      {messages.data !== undefined && messages.data.items.length > 0 && (
        <Table label={text("refused.title")}>
          <thead>
            <tr>
              <th scope="col">{text("refused.message")}</th>
              <th scope="col">{text("refused.wrong")}</th>
              <th scope="col">{text("refused.place")}</th>
              <th scope="col">{text("refused.lastAt")}</th>
              {mayMend && <th scope="col">{text("refused.do")}</th>}
            </tr>
          </thead>
          <tbody>
            {messages.data.items.map((message) => (
              <tr key={message.number} data-message={message.number}>
                <th scope="row">
                  {message.event}
                  <span className={styles.small}>{text("refused.from", { application: message.application, control: message.controlId })}</span>
                </th>
                <td>
                  {named("refusedFor", message.condition)}
                  <span className={styles.small}>
                    {text("refused.original")} <span lang="en">{message.diagnostic}</span>
                  </span>
                  <span className={styles.small}>{text("refused.code", { code: message.errorCode, times: message.times })}</span>
                </td>
                <td>{message.place === undefined ? text("value.none") : <code>{message.place}</code>}</td>
                <td className={styles.moment}>{shownMoment(message.lastAt).slice(0, 16)}</td>
                {mayMend && (
                  <td>
                    <Button kind="quiet" isDisabled={open.isPending} onPress={() => open.mutate(message.number)}>
                      <Icon name="eye" />
                      {text("refused.open")}
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {open.data !== undefined && <Mend key={open.data.message.number} message={open.data.message} content={open.data.content} onClose={() => open.reset()} />}
    </Panel>
  );
}

function Mend({ message, content, onClose }: { message: RefusedMessage; content: string; onClose(): void }) {
  const { text, named } = useWords();
  const [mended, setMended] = useState(content);
  const settle = useSettledMessage();
  const send = () => {
    if (!settle.isPending) settle.mutate({ number: message.number, content: mended }, { onSuccess: onClose });
  };
  return (
    <ModalDialog title={text("refused.mend", { event: message.event })} onClose={onClose} width="wide">
      <p className={styles.small}>{text("refused.written")}</p>
      <p>
        <strong>{named("refusedFor", message.condition)}</strong>
      </p>
      <p className={styles.small}>
        {text("refused.original")} <span lang="en">{message.diagnostic}</span>
      </p>
      <TextField className={styles.mend ?? ""} value={mended} onChange={setMended} autoComplete="off">
        <Label>{text("refused.content")}</Label>
        <TextArea rows={12} spellCheck={false} className={styles.content ?? ""} />
      </TextField>
      {settle.isError && <Failure error={settle.error} />}
      <DialogButtons confirm={text(mended === content ? "refused.resend" : "refused.resendMended")} onConfirm={send} isPending={settle.isPending} onClose={onClose}>
        <Button isDisabled={settle.isPending} onPress={() => settle.mutate({ number: message.number }, { onSuccess: onClose })}>
          {text("refused.dismiss")}
        </Button>
      </DialogButtons>
    </ModalDialog>
  );
}
