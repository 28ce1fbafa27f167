import i18next, { type i18n } from "i18next";
import ICU from "i18next-icu";
import { initReactI18next, useTranslation } from "react-i18next";
import en from "./en.json";
import vi from "./vi.json";
import { inSnakeCase } from "./words";

export const LANGUAGES = ["vi", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type MessageKey = keyof typeof vi;

/** The one thing the browser remembers for us; never anything about a patient. */
const REMEMBERED = "khop.language";

export function rememberLanguage(language: string): void {
  window.localStorage.setItem(REMEMBERED, language);
}

function isLanguage(text: string | null): text is Language {
  return LANGUAGES.some((language) => language === text);
}

export function createMessages(): i18n {
  const remembered = window.localStorage.getItem(REMEMBERED);
  const messages = i18next.createInstance();
  void messages
    .use(ICU)
    .use(initReactI18next)
    .init({
      lng: isLanguage(remembered) ? remembered : "vi",
      fallbackLng: false,
      supportedLngs: LANGUAGES,
      resources: { vi: { translation: vi }, en: { translation: en } },
      keySeparator: false,
      nsSeparator: false,
      initAsync: false,
      returnNull: false,
    });
  const declare = (language: string) => {
    document.documentElement.lang = language;
  };
  declare(messages.language);
  messages.on("languageChanged", (language) => {
    declare(language);
    rememberLanguage(language);
  });
  return messages;
}

export interface Text {
  /** The message in the reader's language. */
  (key: MessageKey, values?: Record<string, string | number>): string;
}

export interface Words {
  text: Text;
  language: Language;
  speak(language: Language): void;
  /** The message `prefix.name` if there is one, else the name as the server gave it. */
  named(prefix: NamedPrefix, name: string): string;
}

/** Families of messages whose last part is a word of the server: a field, a role, an event. */
export type NamedPrefix = "field" | "level" | "role" | "gender" | "status" | "decision" | "event" | "rule" | "veto" | "grade" | "action" | "purpose" | "error" | "outcome" | "codeStatus" | "property" | "taskType" | "taskState" | "question" | "cause" | "reason" | "verdict" | "effect" | "outcomeOf" | "compared" | "numberMark" | "change" | "releaseState" | "releaseStep" | "resourceType" | "changeClass" | "changeMeaning" | "listIssue" | "severity" | "delimiter" | "rowState" | "rowFilter" | "rowOrder" | "relation" | "relationMeaning" | "mapReason" | "mapOrigin" | "mapColumn" | "decisionKind" | "exportFormat" | "measure" | "finding" | "health" | "runKind" | "runState" | "runPhase" | "findingKind" | "loadState" | "exportState" | "noticeState" | "epochState" | "keyPhase" | "revokedKind" | "conceptStatus" | "refusedFor" | "loadFailure" | "loadStage" | "right" | "rightDays" | "rightExtension" | "requestOutcome";

export function useWords(): Words {
  const { t, i18n: messages } = useTranslation();
  return {
    text: (key, values) => t(key, values ?? {}),
    language: isLanguage(messages.language) ? messages.language : "vi",
    speak: (language) => void messages.changeLanguage(language),
    named: (prefix, name) => {
      const key = `${prefix}.${inSnakeCase(name)}`;
      return messages.exists(key) ? t(key) : name;
    },
  };
}
