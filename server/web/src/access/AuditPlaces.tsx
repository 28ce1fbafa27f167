import { useWords } from "../i18n";
import { Places } from "../ui/Places";
import { useLogStanding } from "./log";

/** The parts of the audit. */
export function AuditPlaces() {
  const { text } = useWords();
  const standing = useLogStanding();
  return (
    <Places
      label={text("audit.places")}
      places={[
        { to: "/access-log", name: text("audit.place.person") },
        { to: "/access-log/entries", name: text("audit.place.entries") },
        {
          to: "/access-log/emergencies",
          name: text("audit.place.emergencies"),
          ...(standing.data === undefined ? {} : { count: standing.data.emergencies.waiting }),
        },
        { to: "/access-log/requests", name: text("audit.place.requests") },
        { to: "/access-log/chain", name: text("audit.place.chain") },
      ]}
    />
  );
}
