import { useWords } from "../i18n";
import { Places } from "../ui/Places";

/** The parts of matching quality. */
export function MatchingPlaces() {
  const { text } = useWords();
  return (
    <Places
      label={text("matching.places")}
      places={[
        { to: "/matching", name: text("matching.place.weights") },
        { to: "/matching/reviews", name: text("matching.place.reviews") },
        { to: "/matching/models", name: text("matching.place.models") },
        { to: "/matching/levels", name: text("matching.place.levels") },
      ]}
    />
  );
}
