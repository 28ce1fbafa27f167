import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords } from "../i18n";
import { AsOf } from "../ui/AsOf";
import { Failure, Loading } from "../ui/Notice";
import { Panel } from "../ui/Panel";
import { Places } from "../ui/Places";

/** The parts of the administration. */
export function AdminPlaces() {
  const { text } = useWords();
  return (
    <Places
      label={text("admin.places")}
      places={[
        { to: "/admin", name: text("admin.place.feeds") },
        { to: "/admin/jobs", name: text("admin.place.jobs") },
        { to: "/admin/notices", name: text("admin.place.notices") },
        { to: "/admin/clients", name: text("admin.place.clients") },
        { to: "/admin/keys", name: text("admin.place.keys") },
      ]}
    />
  );
}

/** A part of a page that stands on one answer: asked for, failed, there. */
export function Answered<T>({ title, lead, answer, children }: { title: string; lead: string; answer: UseQueryResult<T>; children(data: T): ReactNode }) {
  return (
    <Panel title={title} lead={lead} actions={<AsOf updatedAt={answer.dataUpdatedAt} isFetching={answer.isFetching} isError={answer.isError} onRefresh={() => void answer.refetch()} />}>
      {answer.isPending && <Loading />}
      {answer.isError && answer.data === undefined && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data !== undefined && children(answer.data)}
    </Panel>
  );
}
