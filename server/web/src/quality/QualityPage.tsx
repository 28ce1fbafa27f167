import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { Choice } from "../ui/Choice";
import { NumberHead } from "../ui/Figure";
import { Icon } from "../ui/Icon";
import { Failure, Loading, Notice } from "../ui/Notice";
import { Table } from "../ui/Table";
import { Sparkline } from "../ui/Trend";
import { useRowKeys } from "../ui/useRowKeys";
import { MEASURES, useDefinition, useMeasured, valueOf } from "./measures";
import { daysOf, type FacilityQuality, period, type QualityPage as Page, useQuality } from "./quality";
import styles from "./Quality.module.css";

const PERIODS = [7, 30, 90, 365] as const;

/** How many days somebody looks at; in the address, so that a link shows the same. */
export function usePeriod(): { days: number; from: string; to: string; choose(days: number): void } {
  const [address, setAddress] = useSearchParams();
  const asked = Number(address.get("days") ?? 90);
  const days = PERIODS.find((known) => known === asked) ?? 90;
  const { from, to } = useMemo(() => period(days, new Date()), [days]);
  return { days, from, to, choose: (next) => setAddress({ days: String(next) }, { replace: true }) };
}

export function PeriodChoice({ days, onChoose }: { days: number; onChoose(days: number): void }) {
  const { text } = useWords();
  return (
    <Choice
      label={text("quality.period")}
      options={PERIODS.map((one) => ({ id: String(one), name: text("quality.lastDays", { count: one }) }))}
      chosen={String(days)}
      onChoose={(id) => onChoose(Number(id))}
    />
  );
}

/** Hospitals and what they send, one beside the other. */
export default function QualityPage() {
  const { text } = useWords();
  const { days, from, to, choose } = usePeriod();
  const quality = useQuality(from, to);
  return (
    <>
      <PageTitle lead={text("quality.lead")}>{text("quality.title")}</PageTitle>
      <div className={styles.above}>
        <PeriodChoice days={days} onChoose={choose} />
        <AsOf updatedAt={quality.dataUpdatedAt} isFetching={quality.isFetching} isError={quality.isError} onRefresh={() => void quality.refetch()} />
      </div>
      {quality.isPending && <Loading />}
      {quality.isError && quality.data === undefined && <Failure error={quality.error} onRetry={() => void quality.refetch()} />}
      {quality.data !== undefined && <Facilities page={quality.data} days={days} />}
    </>
  );
}

/** So many times the share of 1 January that is to be expected is no chance any more. */
const JANUARY_NOTABLE = 4;

function Facilities({ page, days }: { page: Page; days: number }) {
  const { text, named, language } = useWords();
  const measured = useMeasured();
  const definition = useDefinition(page.definitions);
  const rows = useRowKeys<HTMLDivElement>();
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  if (page.facilities.length === 0) {
    return (
      <Notice icon="empty" title={text("quality.none.title")}>
        <p>{text("quality.none.advice")}</p>
      </Notice>
    );
  }
  return (
    <div ref={rows}>
      {page.waiting > 0 && <p className={styles.waiting}>{text("quality.waiting", { count: page.waiting, shown: shownCount(page.waiting, language) })}</p>}
      <Table label={text("quality.title")}>
        <thead>
          <tr>
            <th scope="col">{text("field.facility")}</th>
            <th scope="col">{text("quality.messagesByDay")}</th>
            {MEASURES.map((measure) => (
              <NumberHead key={measure} label={named("measure", measure)} definition={definition(measure)} isAtEnd />
            ))}
          </tr>
        </thead>
        <tbody>
          {page.facilities.map((one) => (
            <tr key={one.facility} data-facility={one.facility}>
              <th scope="row">
                <Link data-row className={styles.facility} to={`/quality/${encodeURIComponent(one.facility)}?days=${days}`}>
                  <Icon name="hospital" />
                  {one.facility}
                </Link>
              </th>
              <td>
                <Sparkline label={text("quality.messagesOf", { facility: one.facility, count: valueOf("messages", one) ?? 0 })} values={messagesByDay(one, page)} />
              </td>
              {MEASURES.map((measure) => {
                const value = valueOf(measure, one);
                const isNotable = measure === "firstOfJanuaryPercent" && value !== undefined && value > JANUARY_NOTABLE * page.firstOfJanuaryExpectedPercent;
                return (
                  <td key={measure} className={styles.number} data-measure={measure}>
                    {measured(measure, value)}
                    {measure === "firstOfJanuaryPercent" && isNotable && (
                      <span className={styles.notable}>
                        <Icon name="warning" />
                        {text("quality.expected", { value: decimal.format(page.firstOfJanuaryExpectedPercent) })}
                      </span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function messagesByDay(one: FacilityQuality, page: Page) {
  const known = new Map((one.days ?? []).map((day) => [day.day, day.taken + day.refused]));
  return daysOf(page.from, page.to).map((day) => ({ day, value: known.get(day) ?? 0 }));
}
