import { useState } from "react";
import { useParams } from "react-router";
import type { Role } from "../api/types";
import { useWords } from "../i18n";
import { columnOf, inReadingOrder } from "../people/fields";
import { PageTitle } from "../shell/PageTitle";
import { shownMoment } from "../text/dates";
import { shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { BackLine } from "../ui/BackLine";
import { Button } from "../ui/Button";
import { Figure, NumberHead } from "../ui/Figure";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Numbers, Panel } from "../ui/Panel";
import { Table } from "../ui/Table";
import { Trend } from "../ui/Trend";
import { MEASURES, useDefinition, useMeasured, valueOf } from "./measures";
import { daysOf, type Measured, type QualityTrend, useFacilityQuality, useFailures } from "./quality";
import { PeriodChoice, usePeriod } from "./QualityPage";
import styles from "./Quality.module.css";
import { RefusedMessages } from "./RefusedMessages";

/** One hospital: each number, how it went, and down to single records and messages. */
export default function FacilityPage({ roles }: { roles: readonly Role[] }) {
  const { facility = "" } = useParams();
  const { text } = useWords();
  const { days, from, to, choose } = usePeriod();
  const trend = useFacilityQuality(facility, from, to);
  return (
    <>
      <BackLine to={`/quality?days=${days}`} label={text("quality.back")} />
      <PageTitle windowTitle={text("quality.title")}>{text("source.facility", { facility })}</PageTitle>
      <div className={styles.above}>
        <PeriodChoice days={days} onChoose={choose} />
        <AsOf updatedAt={trend.dataUpdatedAt} isFetching={trend.isFetching} isError={trend.isError} onRefresh={() => void trend.refetch()} />
      </div>
      {trend.isPending && <Loading />}
      {trend.isError && trend.data === undefined && <Failure error={trend.error} onRetry={() => void trend.refetch()} />}
      {trend.data !== undefined && <Facility trend={trend.data} facility={facility} />}
      {trend.data !== undefined && <RefusedMessages facility={facility} mayMend={roles.includes("clerk-lead")} />}
    </>
  );
}

function Facility({ trend, facility }: { trend: QualityTrend; facility: string }) {
  const { text, named, language } = useWords();
  const measured = useMeasured();
  const definition = useDefinition(trend.definitions);
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const percent = (value: number | undefined) => (value === undefined ? text("value.none") : text("quality.percent", { value: decimal.format(value) }));
  const byDay = new Map(trend.days.map((day) => [day.day, day.measures]));
  const days = daysOf(trend.from, trend.to);
  const series = (value: (measures: Measured) => number | undefined, otherwise?: number) =>
    days.map((day) => {
      const measures = byDay.get(day);
      return { day, value: measures === undefined ? otherwise : value(measures) };
    });
  const count = (value: number) => shownCount(value, language);
  const validity = new Map(Object.entries(trend.whole.measures.validity).map(([field, valid]) => [columnOfChecked(field), valid]));
  const fields = inReadingOrder([...new Set([...Object.keys(trend.whole.measures.completeness), ...validity.keys()])].sort(), (field) => field);
  return (
    <>
      <Numbers label={text("quality.numbers")}>
        {MEASURES.map((measure) => (
          <Figure key={measure} label={named("measure", measure)} definition={definition(measure)}>
            <span data-measure={measure}>{measured(measure, valueOf(measure, trend.whole))}</span>
          </Figure>
        ))}
      </Numbers>
      <div className={styles.trends}>
        <Trend
          title={text("quality.messagesByDay")}
          series={[
            { name: text("quality.taken"), tone: "first", values: series((day) => day.taken, 0) },
            { name: text("quality.refused"), tone: "second", values: series((day) => day.refused, 0) },
          ]}
          written={count}
        />
        <Trend
          title={named("measure", "firstOfJanuaryPercent")}
          series={[{ name: text("quality.counted"), tone: "first", values: series((day) => day.firstOfJanuaryPercent) }]}
          written={percent}
          expected={{ name: text("quality.expected", { value: decimal.format(trend.firstOfJanuaryExpectedPercent) }), value: trend.firstOfJanuaryExpectedPercent }}
        />
        <Trend
          title={named("measure", "profilePercent")}
          series={[{ name: text("quality.counted"), tone: "first", values: series((day) => day.profilePercent) }]}
          written={percent}
        />
        <Trend
          title={text("quality.linked")}
          series={[
            { name: named("measure", "autoLinkPercent"), tone: "first", values: series((day) => day.autoLinkPercent) },
            { name: named("measure", "reviewPercent"), tone: "second", values: series((day) => day.reviewPercent) },
          ]}
          written={percent}
        />
      </div>
      <Panel title={text("quality.fields")} lead={`${definition("completeness")}. ${definition("validity")}.`}>
        {fields.length === 0 ? (
          <Notice icon="empty" title={text("quality.noVersions")} />
        ) : (
          <Table label={text("quality.fields")}>
            <thead>
              <tr>
                <th scope="col">{text("golden.field")}</th>
                <NumberHead label={text("quality.completeness")} definition={definition("completeness")} />
                <NumberHead label={text("quality.validity")} definition={definition("validity")} />
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => {
                const complete = trend.whole.measures.completeness[field];
                const valid = validity.get(field);
                return (
                  <tr key={field} data-field={field}>
                    <th scope="row">{field === "relatives" ? text("quality.relatives") : named("field", field)}</th>
                    <td>
                      <Bar percent={complete} written={percent(complete)} />
                    </td>
                    <td>
                      <Bar percent={valid?.percent} written={percent(valid?.percent)} />
                      {valid !== undefined && <span className={styles.small}>{text("quality.validOf", { valid: count(valid.valid), said: count(valid.said) })}</span>}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </Table>
        )}
        <details className={styles.profile}>
          <summary>{text("quality.profile", { name: trend.profile.name, fields: trend.profile.fields, reach: trend.profile.inReach })}</summary>
          <Table label={text("quality.profileTable")}>
            <thead>
              <tr>
                <th scope="col">{text("golden.field")}</th>
                <NumberHead label={text("quality.completeness")} definition={definition("completeness")} />
              </tr>
            </thead>
            <tbody>
              {trend.profile.items.map((item) => (
                <tr key={item.field}>
                  <th scope="row">{item[language]}</th>
                  <td>{item.reach === "none" ? text("quality.outOfReach") : percent(item.percent)}</td>
                </tr>
              ))}
            </tbody>
          </Table>
        </details>
      </Panel>
      <BrokenRules trend={trend} facility={facility} />
    </>
  );
}

/** What is checked has names of its own; a card is that of the number on it. */
function columnOfChecked(field: string): string {
  const column = columnOf(field);
  return column === "insurance_card" ? "insurance_no" : column;
}

const BAR = 120;

function Bar({ percent, written }: { percent: number | undefined; written: string }) {
  if (percent === undefined) return written;
  return (
    <span className={styles.share}>
      <svg width={BAR} height="8" aria-hidden="true" focusable="false">
        <rect className={styles.whole} width={BAR} height="8" rx="2" />
        <rect className={styles.part} width={(percent / 100) * BAR} height="8" rx="2" />
      </svg>
      {written}
    </span>
  );
}

/** Rules that records break, and of each the newest records, by their ids: what they say is to be looked up at the hospital. */
function BrokenRules({ trend, facility }: { trend: QualityTrend; facility: string }) {
  const { text, language } = useWords();
  const [rule, setRule] = useState<string>();
  const rules = useFailures(facility, undefined);
  const failures = useFailures(facility, rule);
  const broken = Object.entries(trend.whole.measures.failures).sort(([, a], [, b]) => b - a);
  const wordsOf = (name: string) => rules.data?.rules.find((known) => known.rule === name)?.[language] ?? name;
  return (
    <Panel title={text("quality.rules")} lead={text("quality.rules.lead")}>
      {broken.length === 0 && <Notice icon="same" title={text("quality.noneBroken")} />}
      {broken.length > 0 && rules.isPending && <Loading />}
      {broken.length > 0 && !rules.isPending && (
        <Table label={text("quality.rules")}>
          <thead>
            <tr>
              <th scope="col">{text("quality.rule")}</th>
              <NumberHead label={text("quality.broken")} definition={text("quality.broken.definition")} />
              <th scope="col">{text("quality.samples")}</th>
            </tr>
          </thead>
          <tbody>
            {broken.map(([name, versions]) => (
              <tr key={name} data-rule={name}>
                <th scope="row">{wordsOf(name)}</th>
                <td className={styles.count}>{shownCount(versions, language)}</td>
                <td>
                  <Button kind="quiet" onPress={() => setRule(rule === name ? undefined : name)} aria-expanded={rule === name}>
                    {text(rule === name ? "quality.hideSamples" : "quality.showSamples")}
                  </Button>
                  {rule === name && failures.isPending && <Loading />}
                  {rule === name && failures.isError && <Failure error={failures.error} onRetry={() => void failures.refetch()} />}
                  {rule === name && failures.data !== undefined && (
                    <ul className={styles.samples}>
                      {failures.data.items.length === 0 && <li>{text("quality.noSamples")}</li>}
                      {failures.data.items.map((item) => (
                        <li key={item.source}>
                          <code>{item.source}</code> {text("quality.version", { version: item.version, moment: shownMoment(item.at).slice(0, 16) })}
                        </li>
                      ))}
                    </ul>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
