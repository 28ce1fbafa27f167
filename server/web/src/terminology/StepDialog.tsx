import { useState } from "react";
import { type ListRelease, type Step, type StepName, useImpact, useReleaseDiff, useReleaseStep } from "../api/terminology";
import { useWords } from "../i18n";
import { isoDate, readTypedDate } from "../text/dates";
import { shownCount } from "../text/numbers";
import { DialogButtons } from "../ui/DialogButtons";
import { Icon } from "../ui/Icon";
import { ModalDialog } from "../ui/ModalDialog";
import { Failure, Loading } from "../ui/Notice";
import { TextInput } from "../ui/TextInput";
import { dayShown } from "./Period";
import type { ListOfReleases } from "./releases";
import styles from "./Terminology.module.css";

interface Props {
  wanted: { name: StepName; release: ListRelease };
  list: ListOfReleases;
  onClose(): void;
  onDone(step: StepDone): void;
}

/** A step that was taken, and how long it took. */
export interface StepDone {
  name: StepName;
  version: string;
  state: ListRelease["state"];
  millis: number;
}

/** Says what a step will make, and takes it. */
export function StepDialog({ wanted: { name, release }, list, onClose, onDone }: Props) {
  const { text, named } = useWords();
  const hasDay = name === "activate" || name === "retire";
  const [day, setDay] = useState(name === "activate" && release.from !== undefined ? dayShown(release.from) : "");
  const [isWrong, setIsWrong] = useState(false);
  const step = useReleaseStep();
  const date = readTypedDate(day);
  const isDay = day.trim() === "" || (date?.day !== undefined && date.month !== undefined);
  const confirm = () => {
    setIsWrong(!isDay);
    if (!isDay || step.isPending) return;
    const sent: Step = {
      system: release.system,
      ...(name === "rollback" ? {} : { version: release.version }),
      ...(hasDay && date !== undefined ? { from: isoDate(date) } : {}),
    };
    const at = performance.now();
    step.mutate(
      { name, step: sent },
      {
        onSuccess: (made) => {
          onDone({ name, version: made.version, state: made.state, millis: Math.round(performance.now() - at) });
          onClose();
        },
      },
    );
  };
  const shownDay = isDay && date !== undefined ? dayShown(isoDate(date)) : text("terminology.today");
  return (
    <ModalDialog
      title={
        name === "rollback"
          ? text("terminology.rollbackTitle", { name: release.name })
          : text("terminology.stepTitle", { what: named("releaseStep", name), name: release.name, version: release.version })
      }
      onClose={onClose}
    >
      {hasDay && (
        <TextInput
          label={text(name === "activate" ? "terminology.activateFrom" : "terminology.retireFrom")}
          hint={text("terminology.day.hint")}
          value={day}
          onChange={setDay}
          error={isWrong && !isDay ? text("terminology.day.wrong") : undefined}
          inputMode="numeric"
        />
      )}
      <section className={styles.effect} aria-label={text("answer.effect")}>
        <h3>{text("answer.effect")}</h3>
        {name === "validate" && <p>{text("terminology.effect.validate")}</p>}
        {name === "approve" && <p>{text("terminology.effect.approve", { who: release.validatedBy ?? "" })}</p>}
        {name === "activate" && <p>{text("terminology.effect.activate", { version: release.version, day: shownDay })}</p>}
        {name === "activate" && list.inForce !== undefined && list.inForce.version !== release.version && (
          <p>{text("terminology.effect.replaced", { version: list.inForce.version })}</p>
        )}
        {name === "retire" && <p>{text("terminology.effect.retire", { version: release.version, day: shownDay })}</p>}
        {name === "rollback" && <p>{text("terminology.effect.rollback")}</p>}
        {(name === "approve" || name === "activate") && list.inForce !== undefined && list.inForce.version !== release.version && release.type === "CodeSystem" && (
          <ChangeSummary pair={{ system: release.system, before: list.inForce.version, after: release.version }} />
        )}
      </section>
      {step.isError && <Failure error={step.error} />}
      <DialogButtons confirm={named("releaseStep", name)} onConfirm={confirm} isPending={step.isPending} onClose={onClose} />
    </ModalDialog>
  );
}

/** How many codes change, and what that breaks. */
function ChangeSummary({ pair }: { pair: { system: string; before: string; after: string } }) {
  const { text, language } = useWords();
  const diff = useReleaseDiff(pair, undefined, 0, 0);
  const impact = useImpact(pair);
  const count = (value: number) => shownCount(value, language);
  if (diff.isPending || impact.isPending) return <Loading />;
  if (diff.isError || impact.isError) return <p>{text("terminology.effect.unknown")}</p>;
  const { counts } = diff.data;
  return (
    <>
      <p>
        {text("terminology.effect.counts", {
          before: pair.before,
          fresh: count(counts.new),
          removed: count(counts.removed),
          retired: count(counts.retired),
          meaning: count(counts["changed-in-meaning"]),
          form: count(counts["changed-in-form"]),
        })}
      </p>
      <p className={impact.data.broken.length > 0 ? styles.problem : undefined}>
        {impact.data.broken.length > 0 && <Icon name="warning" />}
        {text("terminology.effect.broken", { count: impact.data.broken.length })}
      </p>
    </>
  );
}
