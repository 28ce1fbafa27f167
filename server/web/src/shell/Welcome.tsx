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
