import { LANGUAGES, type Language, useWords } from "../i18n";
import styles from "./LanguageSwitch.module.css";

/** Each language by its own name, whatever the page's language is. */
const OWN_NAMES: Record<Language, { short: string; whole: string }> = {
  vi: { short: "VI", whole: "Tiếng Việt" },
  en: { short: "EN", whole: "English" },
};

export function LanguageSwitch() {
  const { text, language, speak } = useWords();
  return (
    <div className={styles.switch} role="group" aria-label={text("language.choose")}>
      {LANGUAGES.map((other) => (
        <button
          key={other}
          type="button"
          className={styles.language}
          lang={other}
          title={OWN_NAMES[other].whole}
          aria-pressed={other === language}
          onClick={() => speak(other)}
        >
          <span aria-hidden="true">{OWN_NAMES[other].short}</span>
          <span className={styles.whole}>{OWN_NAMES[other].whole}</span>
        </button>
      ))}
    </div>
  );
}
