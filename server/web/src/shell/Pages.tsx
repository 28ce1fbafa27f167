import { lazy, Suspense, useState } from "react";
import { Navigate, Route, Routes } from "react-router";
import { firstPlace } from "../access/roles";
import { useSession } from "../api/questions";
import { useWords } from "../i18n";
import { emptySearch, SearchMemory } from "../people/memory";
import { SearchPage } from "../people/SearchPage";
import { Failure, Loading, Notice } from "../ui/Notice";
import { LastDecision } from "../work/LastDecision";
import { PageTitle } from "./PageTitle";
import { Frame } from "./Frame";
import { Shortcuts } from "./Shortcuts";
import { Welcome } from "./Welcome";

const WorkPage = lazy(() => import("../work/WorkPage"));
const DecidePage = lazy(() => import("../work/DecidePage"));
const PersonPage = lazy(() => import("../people/PersonPage"));
const AccessPage = lazy(() => import("../access/AccessPage"));
const CodesPage = lazy(() => import("../codes/CodesPage"));
const ReleasesPage = lazy(() => import("../terminology/ReleasesPage"));
const UploadPage = lazy(() => import("../terminology/UploadPage"));
const MappingsPage = lazy(() => import("../mapping/MappingsPage"));
const MappingPage = lazy(() => import("../mapping/MappingPage"));

/** Which page an address shows, once it is known who asks. */
export function Pages() {
  const session = useSession();
  // Lives above the pages, so that neither the language nor a look at another page loses what was typed.
  const [search, setSearch] = useState(emptySearch);

  if (session.isPending) return <Loading />;
  if (session.isError) {
    return (
      <Frame>
        <Failure error={session.error} onRetry={() => void session.refetch()} />
      </Frame>
    );
  }
  if (session.data.kind !== "open") return <Welcome ended={session.data.kind === "ended"} />;
  const first = firstPlace(session.data.session.roles);
  return (
    <SearchMemory value={{ search, setSearch }}>
      <Shortcuts>
        <LastDecision>
        <Frame session={session.data.session}>
          <Suspense fallback={<Loading />}>
            <Routes>
              <Route path="/" element={first === "/" ? <SearchPage /> : <Navigate replace to={first} />} />
              <Route path="/persons/:enterpriseId" element={<PersonPage roles={session.data.session.roles} />} />
              <Route path="/tasks" element={<WorkPage username={session.data.session.username} />} />
              <Route path="/tasks/:taskId" element={<DecidePage session={session.data.session} />} />
              <Route path="/codes" element={<CodesPage />} />
              <Route path="/releases" element={<ReleasesPage session={session.data.session} />} />
              <Route path="/releases/new" element={<UploadPage />} />
              <Route path="/mappings" element={<MappingsPage />} />
              <Route path="/mappings/:number" element={<MappingPage session={session.data.session} />} />
              <Route path="/access-log" element={<AccessPage />} />
              <Route path="*" element={<NoSuchPage />} />
            </Routes>
          </Suspense>
        </Frame>
        </LastDecision>
      </Shortcuts>
    </SearchMemory>
  );
}

function NoSuchPage() {
  const { text } = useWords();
  return (
    <>
      <PageTitle>{text("page.none.title")}</PageTitle>
      <Notice icon="empty" title={text("page.none.advice")} />
    </>
  );
}
