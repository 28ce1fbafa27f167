import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { Link, useParams, useSearchParams } from "react-router";
import { useForgetPerson, usePerson } from "../api/questions";
import type { Person, Role } from "../api/types";
import { useWords } from "../i18n";
import { PageTitle } from "../shell/PageTitle";
import { shownCount } from "../text/numbers";
import { AsOf } from "../ui/AsOf";
import { BackLine } from "../ui/BackLine";
import { Failure, Loading, Notice } from "../ui/Notice";
import { AccessLog } from "../access/AccessLog";
import { seesAccess } from "../access/roles";
import { FieldValue } from "./FieldValue";
import { goldenOf } from "./fields";
import { Golden } from "./Golden";
import { ShowField } from "./Hidden";
import { History } from "./History";
import styles from "./PersonPage.module.css";
import { LastDecisionLine } from "../tasks/LastDecision";
import { Reasons } from "./Reasons";
import { Sources } from "./Sources";

export default function PersonPage({ roles }: { roles: readonly Role[] }) {
  const { enterpriseId = "" } = useParams();
  const { text } = useWords();
  const answer = usePerson(enterpriseId);
  useForgetPerson(enterpriseId);
  return (
    <>
      <LastDecisionLine />
      <BackLine to="/" label={text("person.back")}>
        {answer.data !== undefined && <AsOf updatedAt={answer.dataUpdatedAt} isFetching={answer.isFetching} isError={answer.isError} onRefresh={() => void answer.refetch()} />}
      </BackLine>
      {answer.data === undefined && <PageTitle>{text("person.window")}</PageTitle>}
      {answer.isPending && <Loading />}
      {answer.isError && answer.data === undefined && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data !== undefined && <PersonView key={enterpriseId} person={answer.data} showsAccess={seesAccess(roles)} />}
    </>
  );
}

function PersonView({ person, showsAccess }: { person: Person; showsAccess: boolean }) {
  const { text, named, language } = useWords();
  const [address] = useSearchParams();
  const facilities = new Set(person.sources.map((source) => source.facility));
  return (
    <>
      <header className={styles.header}>
        <PageTitle windowTitle={text("person.window")}>
          {goldenOf(person, "full_name")?.value ?? text("person.nameless")}
        </PageTitle>
        <dl className={styles.facts}>
          {["birth_date", "gender", "national_id"].map((field) => (
            <div key={field} className={styles.fact}>
              <dt>{named("field", field)}</dt>
              <dd>
                <FieldValue field={field} value={goldenOf(person, field)?.value} />
                <ShowField person={person} field={field} />
              </dd>
            </div>
          ))}
          <div className={styles.fact}>
            <dt>{text("person.sources")}</dt>
            <dd>
              {text("person.sourcesAtFacilities", {
                sources: shownCount(person.sources.length, language),
                facilities: facilities.size,
              })}
            </dd>
          </div>
          <div className={styles.fact}>
            <dt>{text("person.status")}</dt>
            <dd>
              <span className={styles.badge}>{named("status", person.status)}</span>
            </dd>
          </div>
          <div className={`${styles.fact} ${styles.id}`}>
            <dt>{text("person.enterpriseId")}</dt>
            <dd>
              <code>{person.enterpriseId}</code>
            </dd>
          </div>
        </dl>
      </header>
      {person.replacedBy !== undefined && (
        <Notice icon="warning" title={text("person.replaced")} tone="alarm">
          <Link to={`/persons/${encodeURIComponent(person.replacedBy)}`}>{text("person.openReplacement")}</Link>
        </Notice>
      )}
      <Tabs className={styles.tabs ?? ""} defaultSelectedKey={address.get("tab") === "history" ? "history" : "golden"}>
        <TabList className={styles.list ?? ""} aria-label={text("person.tabs")}>
          <Tab className={styles.tab ?? ""} id="golden">
            {text("person.tab.golden")}
          </Tab>
          <Tab className={styles.tab ?? ""} id="sources">
            {text("person.tab.sources")}
          </Tab>
          <Tab className={styles.tab ?? ""} id="reasons">
            {text("person.tab.reasons")}
          </Tab>
          <Tab className={styles.tab ?? ""} id="history">
            {text("person.tab.history")}
          </Tab>
          {showsAccess && (
            <Tab className={styles.tab ?? ""} id="access">
              {text("person.tab.access")}
            </Tab>
          )}
        </TabList>
        <TabPanel className={styles.panel ?? ""} id="golden">
          <Golden person={person} />
        </TabPanel>
        <TabPanel className={styles.panel ?? ""} id="sources">
          <Sources person={person} />
        </TabPanel>
        <TabPanel className={styles.panel ?? ""} id="reasons">
          <Reasons person={person} />
        </TabPanel>
        <TabPanel className={styles.panel ?? ""} id="history">
          <History person={person} />
        </TabPanel>
        {showsAccess && (
          <TabPanel className={styles.panel ?? ""} id="access">
            <AccessLog enterpriseId={person.enterpriseId} />
          </TabPanel>
        )}
      </Tabs>
    </>
  );
}
