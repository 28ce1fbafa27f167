import type { ReactNode } from "react";
import { Dialog, DialogTrigger, Popover, Button as AriaButton } from "react-aria-components";
import { Link, NavLink, useLocation } from "react-router";
import { seesAccess, seesAdministration, seesMappings, seesPeople, seesQuality, seesReleases } from "../access/roles";
import { useLogOut } from "../api/questions";
import type { Session } from "../api/types";
import { rememberLanguage, useWords } from "../i18n";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import styles from "./Frame.module.css";
import { LanguageSwitch } from "./LanguageSwitch";
import { Mark } from "./Mark";
import { useShortcutHelp } from "./Shortcuts";

const PRODUCT = "Khớp";

/** What surrounds every page: the product, where one can go, the language, who is logged in. */
export function Frame({ session, children }: { session?: Session; children: ReactNode }) {
  const { text } = useWords();
  const { pathname } = useLocation();
  const help = useShortcutHelp();
  return (
    <>
      <a className={styles.skip} href="#content">
        {text("frame.skip")}
      </a>
      <header className={styles.bar}>
        <div className={styles.inner}>
          <Link className={styles.brand} to="/">
            <Mark />
            <span>{PRODUCT}</span>
          </Link>
          {session !== undefined && (
            <nav className={styles.nav} aria-label={text("frame.navigation")}>
              {seesPeople(session.roles) && (
                <NavLink className={styles.place ?? ""} to="/tasks">
                  <Icon name="list" />
                  {text("frame.work")}
                </NavLink>
              )}
              {seesPeople(session.roles) && (
                <NavLink className={`${styles.place} ${pathname.startsWith("/persons/") ? "active" : ""}`} to="/" end>
                  <Icon name="person" />
                  {text("frame.people")}
                </NavLink>
              )}
              <NavLink className={styles.place ?? ""} to="/codes">
                <Icon name="book" />
                {text("frame.codes")}
              </NavLink>
              {seesReleases(session.roles) && (
                <NavLink className={styles.place ?? ""} to="/releases">
                  <Icon name="upload" />
                  {text("frame.releases")}
                </NavLink>
              )}
              {seesMappings(session.roles) && (
                <NavLink className={styles.place ?? ""} to="/mappings">
                  <Icon name="map" />
                  {text("frame.mappings")}
                </NavLink>
              )}
              {seesQuality(session.roles) && (
                <NavLink className={styles.place ?? ""} to="/quality">
                  <Icon name="chart" />
                  {text("frame.quality")}
                </NavLink>
              )}
              {seesQuality(session.roles) && (
                <NavLink className={styles.place ?? ""} to="/matching">
                  <Icon name="scales" />
                  {text("frame.matching")}
                </NavLink>
              )}
              {seesAdministration(session.roles) && (
                <NavLink className={styles.place ?? ""} to="/admin">
                  <Icon name="gear" />
                  {text("frame.admin")}
                </NavLink>
              )}
              {seesAccess(session.roles) && (
                <NavLink className={styles.place ?? ""} to="/access-log">
                  <Icon name="clock" />
                  {text("frame.access")}
                </NavLink>
              )}
            </nav>
          )}
          <div className={styles.end}>
            {session !== undefined && (
              <button type="button" className={styles.help} onClick={help} aria-label={text("shortcuts.open")} title={text("shortcuts.open")}>
                <Icon name="keyboard" />
              </button>
            )}
            <LanguageSwitch />
            {session !== undefined && <Account session={session} />}
          </div>
        </div>
      </header>
      <main className={styles.main} id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Account({ session }: { session: Session }) {
  const { text, named, language } = useWords();
  // Logging out clears what the browser stored of us; the language is no secret and stays.
  const logOut = useLogOut(() => rememberLanguage(language));
  return (
    <DialogTrigger>
      <AriaButton className={styles.account ?? ""}>
        <span className={styles.initial} aria-hidden="true">
          {session.displayName.normalize("NFC").charAt(0).toLocaleUpperCase("vi")}
        </span>
        <span className={styles.who}>{session.displayName}</span>
        <Icon name="chevron" />
      </AriaButton>
      <Popover className={styles.popover ?? ""} placement="bottom end">
        <Dialog className={styles.card ?? ""} aria-label={text("account.title")}>
          <p className={styles.name}>{session.displayName}</p>
          <p className={styles.roles}>{session.roles.map((role) => named("role", role)).join(" · ")}</p>
          <Button kind="plain" isDisabled={logOut.isPending} onPress={() => logOut.mutate()}>
            <Icon name="exit" />
            {text("account.logOut")}
          </Button>
          {logOut.isError && <p role="alert">{text("account.logOutFailed")}</p>}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
