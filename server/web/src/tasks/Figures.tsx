import type { TaskFigures } from "../api/types";
import { useWords } from "../i18n";
import { shownDate, readIsoDate } from "../text/dates";
import { shownCount } from "../text/numbers";
import { DrawnNumbers } from "../ui/DrawnNumbers";
import { Figure } from "../ui/Figure";
import { useAge } from "./age";
import styles from "./Figures.module.css";

/** How the work list stands, and what one has done oneself. */
export function Figures({ figures }: { figures: TaskFigures }) {
  const { text, language } = useWords();
  const age = useAge();
  const count = (value: number) => shownCount(value, language);
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  return (
    <section className={styles.figures} aria-label={text("work.figures")}>
      <dl className={styles.numbers}>
        <Figure label={text("work.open")} definition={text("work.open.definition")}>
          {count(figures.open)}
        </Figure>
        <Figure label={text("work.oldest")} definition={text("work.oldest.definition", { count: figures.olderThanWeek })}>
          {figures.oldest === undefined ? text("value.none") : age(figures.oldest)}
        </Figure>
        <Figure label={text("work.backlog")} definition={text("work.backlog.definition")}>
          {figures.backlogDays === undefined ? text("value.none") : text("work.days", { days: decimal.format(figures.backlogDays) })}
        </Figure>
        <Figure label={text("work.mine")} definition={text("work.mine.definition")}>
          {count(figures.mine)}
        </Figure>
        <Figure label={text("work.today")} definition={text("work.today.definition")}>
          {count(figures.resolvedTodayByMe)}
        </Figure>
        <Figure label={text("work.median")} definition={text("work.median.definition")}>
          {figures.medianSeconds === undefined ? text("value.none") : text("work.seconds", { seconds: count(figures.medianSeconds) })}
        </Figure>
      </dl>
      <Days days={figures.days} />
    </section>
  );
}

const DAY = 14;
const BAR = 5;
const HEIGHT = 44;

/** What came and what was decided on each day: two bars a day, and the same numbers as a table. */
function Days({ days }: { days: TaskFigures["days"] }) {
  const { text, language } = useWords();
  const most = Math.max(1, ...days.flatMap((day) => [day.opened, day.resolved]));
  const height = (value: number) => (value === 0 ? 0 : Math.max(2, (value / most) * HEIGHT));
  const opened = days.reduce((sum, day) => sum + day.opened, 0);
  const resolved = days.reduce((sum, day) => sum + day.resolved, 0);
  return (
    <figure className={styles.days}>
      <figcaption className={styles.caption}>
        <span className={styles.opened}>{text("work.arrivals")}</span>
        <span className={styles.resolved}>{text("work.resolved")}</span>
      </figcaption>
      <svg
        className={styles.drawing}
        width={days.length * DAY}
        height={HEIGHT + 1}
        role="img"
        aria-label={text("work.days.summary", { opened: shownCount(opened, language), resolved: shownCount(resolved, language) })}
      >
        {days.map((day, index) => (
          <g key={day.day}>
            <rect className={styles.openedBar} x={index * DAY} y={HEIGHT - height(day.opened)} width={BAR} height={height(day.opened)} rx="1" />
            <rect className={styles.resolvedBar} x={index * DAY + BAR + 1} y={HEIGHT - height(day.resolved)} width={BAR} height={height(day.resolved)} rx="1" />
          </g>
        ))}
        <line className={styles.ground} x1="0" x2={days.length * DAY} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
      </svg>
      <DrawnNumbers summary={text("work.days.table")}>
        <thead>
          <tr>
            <th scope="col">{text("work.day")}</th>
            <th scope="col">{text("work.arrivals")}</th>
            <th scope="col">{text("work.resolved")}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => {
            const date = readIsoDate(day.day);
            return (
              <tr key={day.day}>
                <th scope="row">{date === undefined ? day.day : shownDate(date)}</th>
                <td>{shownCount(day.opened, language)}</td>
                <td>{shownCount(day.resolved, language)}</td>
              </tr>
            );
          })}
        </tbody>
      </DrawnNumbers>
    </figure>
  );
}
