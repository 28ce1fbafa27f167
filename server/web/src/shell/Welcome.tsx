import { useWords } from "../i18n";
import { Icon } from "../ui/Icon";
import { Notice } from "../ui/Notice";
import { Frame } from "./Frame";
import { PageTitle } from "./PageTitle";
import styles from "./Welcome.module.css";

/** For who is not logged in, or no longer: what this is, and the way in. */
export function Welcome({ ended }: { ended: boolean }) {
  const { text } = useWords();
  return (
    <Frame>
      <Rings />
      <div className={styles.welcome}>
        {ended && (
          <Notice icon="clock" title={text("session.ended.title")} tone="alarm">
            <p>{text("session.ended.advice")}</p>
          </Notice>
        )}
        <PageTitle lead={text("welcome.lead")} windowTitle={text("welcome.window")}>
          {text("welcome.title")}
        </PageTitle>
        <a className={styles.enter} href="/login">
          {text("welcome.logIn")}
          <Icon name="next" />
        </a>
        <ul className={styles.promises}>
          <li>
            <Icon name="person" />
            <span>{text("welcome.promise.person")}</span>
          </li>
          <li>
            <Icon name="book" />
            <span>{text("welcome.promise.codes")}</span>
          </li>
          <li>
            <Icon name="lock" />
            <span>{text("welcome.promise.access")}</span>
          </li>
        </ul>
      </div>
    </Frame>
  );
}

/** The mark, large and quiet, where there is room beside the words. */
function Rings() {
  return (
    <svg className={styles.rings} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <circle className={styles.ring} cx="12.5" cy="16" r="7.500" />
      <path className={styles.ringOver} d="M19.500 8.500a7.500 7.500 0 1 1-5.300 12.800" />
    </svg>
  );
}
