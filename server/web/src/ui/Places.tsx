import { NavLink } from "react-router";
import styles from "./Places.module.css";

export interface Place {
  to: string;
  name: string;
  /** How much waits there. */
  count?: number;
}

/** The parts of a room, each with an address of its own. */
export function Places({ label, places }: { label: string; places: readonly Place[] }) {
  return (
    <nav className={styles.places} aria-label={label}>
      {places.map(({ to, name, count }) => (
        <NavLink key={to} className={styles.place ?? ""} to={to} end>
          {name}
          {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
        </NavLink>
      ))}
    </nav>
  );
}
