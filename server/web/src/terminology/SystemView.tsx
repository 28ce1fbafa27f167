import { type ReactNode, useRef, useState } from "react";
import { Link } from "react-router";
import type { ListRelease, StepName } from "../api/terminology";
import type { Session } from "../api/types";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { useShortcut } from "../shell/Shortcuts";
import { shownCount } from "../text/numbers";
import { Badge } from "../ui/Badge";
import { BackLine } from "../ui/BackLine";
import { Button } from "../ui/Button";
import { Figure, NumberHead } from "../ui/Figure";
import { Icon } from "../ui/Icon";
import { Key } from "../ui/Key";
import { Table } from "../ui/Table";
import { Changes } from "./Changes";
import { Period } from "./Period";
import { type ListOfReleases, nextStep, SIGNS, WAITING } from "./releases";
import { StepDialog, type StepDone } from "./StepDialog";
import styles from "./Terminology.module.css";

const CHECKSUM_CHARACTERS = 12;

/** One list: its releases and what may be done with each, and what changes from one to another. */
export function SystemView({ list, session, asOf }: { list: ListOfReleases; session: Session; asOf: ReactNode }) {
  const { text, named, language } = useWords();
  const [wanted, setWanted] = useState<{ name: StepName; release: ListRelease }>();
  const [done, setDone] = useState<StepDone>();
  const [active, setActive] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const isTerminologyAdmin = session.roles.includes("terminology-admin");
  const stepOf = (release: ListRelease) => nextStep(release, session.username, isTerminologyAdmin);
  const focus = (row: number) => body.current?.querySelectorAll<HTMLElement>("tr")[row]?.focus();
  const move = (by: 1 | -1) => focus(document.activeElement?.closest("[data-version]") === null ? active : Math.min(Math.max(active + by, 0), list.releases.length - 1));
  useShortcut("KeyJ", () => move(1));
  useShortcut("KeyK", () => move(-1));
  useShortcut("KeyA", () => {
    const release = list.releases[active];
    const step = release === undefined ? undefined : stepOf(release);
    if (release !== undefined && step !== undefined && step.blocked === undefined) setWanted({ name: step.name, release });
  });
  const { inForce } = list;
  const mayRollBack = isTerminologyAdmin && list.releases.some(({ state }) => !WAITING.includes(state));
  const rollBackOf = inForce ?? list.releases[0];
  return (
    <>
      <BackLine to="/releases" label={text("terminology.back")} />
      <PageTitle lead={<code className={styles.uri}>{list.system}</code>}>{list.name}</PageTitle>
      <div role="status">
        {done !== undefined && (
          <p className={styles.done}>
            <Icon name="same" />
            {text("terminology.done", {
              what: named("releaseStep", done.name),
              version: done.version,
              state: named("releaseState", done.state),
              millis: shownCount(done.millis, language),
            })}
          </p>
        )}
      </div>
      <dl className={styles.figures}>
        <Figure label={text("terminology.version")} definition={text("terminology.version.definition")}>
          {inForce?.version ?? text("value.none")}
        </Figure>
        <Figure label={text("terminology.concepts")} definition={text("terminology.concepts.definition")}>
          {inForce?.concepts === undefined ? text("value.none") : shownCount(inForce.concepts, language)}
        </Figure>
        <Figure label={text("terminology.releases")} definition={text("terminology.releases.definition")}>
          {shownCount(list.releases.length, language)}
        </Figure>
        <Figure label={text("terminology.waiting")} definition={text("terminology.waiting.definition")}>
          {shownCount(list.releases.filter(({ state }) => WAITING.includes(state)).length, language)}
        </Figure>
      </dl>
      <div className={styles.above}>
        <h2>{text("terminology.releases")}</h2>
        {asOf}
        {mayRollBack && rollBackOf !== undefined && (
          <Button onPress={() => setWanted({ name: "rollback", release: rollBackOf })}>
            <Icon name="undo" />
            {text("terminology.rollback")}
          </Button>
        )}
      </div>
      <Table label={text("terminology.releases")}>
        <thead>
          <tr>
            <th scope="col">{text("terminology.version")}</th>
            <th scope="col">{text("terminology.state")}</th>
            <th scope="col">{text("terminology.days")}</th>
            <NumberHead label={text("terminology.concepts")} definition={text("terminology.conceptsOf.definition")} isAtEnd />
            <th scope="col">{text("terminology.source")}</th>
            <th scope="col">{text("terminology.persons")}</th>
            <th scope="col">{text("terminology.next")}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {list.releases.map((release, index) => (
            <tr
              key={release.version}
              data-version={release.version}
              tabIndex={index === active ? 0 : -1}
              className={`${styles.row} ${index === active ? styles.focused : ""}`}
              onFocus={() => setActive(index)}
            >
              <th scope="row">
                {release.version}
                {release.type === "CodeSystem" && release.state !== "draft" && (
                  <Link className={styles.uri} to={`/codes?${new URLSearchParams({ system: release.system, version: release.version })}`}>
                    {text("terminology.browse")}
                  </Link>
                )}
              </th>
              <td>
                <Badge tone={SIGNS[release.state].tone} icon={SIGNS[release.state].icon}>
                  {named("releaseState", release.state)}
                </Badge>
              </td>
              <td className={styles.days}>
                <Period release={release} />
              </td>
              <td className={styles.number}>{release.concepts === undefined ? text("value.none") : shownCount(release.concepts, language)}</td>
              <td>
                {[release.publisher, release.decision].filter((part) => part !== undefined).join(" · ") || text("value.none")}
                {release.licence !== undefined && <span className={styles.uri}>{release.licence}</span>}
                {release.sourceSha256 !== undefined && (
                  <code className={styles.uri} title={release.sourceSha256}>
                    {text("terminology.checksum", { checksum: release.sourceSha256.slice(0, CHECKSUM_CHARACTERS) })}
                  </code>
                )}
              </td>
              <td>
                {release.validatedBy === undefined && release.approvedBy === undefined && text("value.none")}
                {release.validatedBy !== undefined && <span className={styles.difference}>{text("terminology.validatedBy", { who: release.validatedBy })}</span>}
                {release.approvedBy !== undefined && <span className={styles.uri}>{text("terminology.approvedBy", { who: release.approvedBy })}</span>}
              </td>
              <td>
                <Next release={release} step={stepOf(release)} onStep={(name) => setWanted({ name, release })} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Changes list={list} />
      {wanted !== undefined && <StepDialog wanted={wanted} list={list} onClose={() => setWanted(undefined)} onDone={setDone} />}
    </>
  );
}

function Next({ release, step, onStep }: { release: ListRelease; step: ReturnType<typeof nextStep>; onStep(name: StepName): void }) {
  const { text, named } = useWords();
  if (step === undefined) return text("value.none");
  if (step.blocked !== undefined) return <p className={styles.why}>{text("terminology.needsSecond", { who: release.validatedBy ?? "" })}</p>;
  return (
    <Button kind={step.name === "retire" ? "plain" : "main"} onPress={() => onStep(step.name)} aria-keyshortcuts="A">
      {named("releaseStep", step.name)}
      <Key name="A" />
    </Button>
  );
}
