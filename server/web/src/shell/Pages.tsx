import { lazy, Suspense, useState } from "react";
import { Navigate, Route, Routes } from "react-router";
import { firstPlace } from "../access/roles";
import { useSession } from "../api/questions";
import { useWords } from "../i18n";
import { emptySearch, SearchMemory } from "../people/memory";
import { SearchPage } from "../people/SearchPage";
import { Failure, Loading, Notice } from "../ui/Notice";
import { LastDecision } from "../tasks/LastDecision";
import { PageTitle } from "./PageTitle";
import { Frame } from "./Frame";
import { Shortcuts } from "./Shortcuts";
import { Welcome } from "./Welcome";

const WorkPage = lazy(() => import("../tasks/WorkPage"));
const DecidePage = lazy(() => import("../tasks/DecidePage"));
const PersonPage = lazy(() => import("../people/PersonPage"));
const AccessPage = lazy(() => import("../access/AccessPage"));
const EntriesPage = lazy(() => import("../access/EntriesPage"));
const EmergenciesPage = lazy(() => import("../access/EmergenciesPage"));
const RequestsPage = lazy(() => import("../access/RequestsPage"));
const ChainPage = lazy(() => import("../access/ChainPage"));
const QualityPage = lazy(() => import("../quality/QualityPage"));
const FacilityPage = lazy(() => import("../quality/FacilityPage"));
const WeightsPage = lazy(() => import("../matching/WeightsPage"));
const ReviewsPage = lazy(() => import("../matching/ReviewsPage"));
const ModelsPage = lazy(() => import("../matching/ModelsPage"));
const RunPage = lazy(() => import("../matching/RunPage"));
const LevelsPage = lazy(() => import("../matching/LevelsPage"));
const FeedsPage = lazy(() => import("../admin/FeedsPage"));
const JobsPage = lazy(() => import("../admin/JobsPage"));
const NoticesPage = lazy(() => import("../admin/NoticesPage"));
const ClientsPage = lazy(() => import("../admin/ClientsPage"));
const KeysPage = lazy(() => import("../admin/KeysPage"));
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
              <Route path="/access-log/entries" element={<EntriesPage />} />
              <Route path="/access-log/emergencies" element={<EmergenciesPage />} />
              <Route path="/access-log/requests" element={<RequestsPage />} />
              <Route path="/access-log/chain" element={<ChainPage />} />
              <Route path="/quality" element={<QualityPage />} />
              <Route path="/quality/:facility" element={<FacilityPage roles={session.data.session.roles} />} />
              <Route path="/matching" element={<WeightsPage />} />
              <Route path="/matching/reviews" element={<ReviewsPage />} />
              <Route path="/matching/models" element={<ModelsPage />} />
              <Route path="/matching/levels" element={<LevelsPage />} />
              <Route path="/matching/runs/:run" element={<RunPage roles={session.data.session.roles} />} />
              <Route path="/admin" element={<FeedsPage />} />
              <Route path="/admin/jobs" element={<JobsPage />} />
              <Route path="/admin/notices" element={<NoticesPage />} />
              <Route path="/admin/clients" element={<ClientsPage />} />
              <Route path="/admin/keys" element={<KeysPage />} />
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
