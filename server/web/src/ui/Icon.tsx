import styles from "./Icon.module.css";

/** Outlines on a 24 by 24 grid. Decoration only: the words beside an icon carry the meaning. */
const OUTLINES = {
  search: "M11 4a7 7 0 1 1 0 14a7 7 0 0 1 0-14m5 12l4.5 4.5",
  person: "M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8M4.5 20.5c.6-4 3.6-6 7.5-6s6.900 2 7.500 6",
  book: "M5 5.500A1.500 1.500 0 0 1 6.500 4H19v13H6.500A1.500 1.500 0 0 0 5 18.500zm0 13A1.500 1.500 0 0 0 6.500 20H19v-3",
  warning: "M12 4l9 16H3zM12 10v4.500M12 17.200v.3",
  empty: "M4 13l2.500-8h11L20 13v6H4zm0 0h5a3 3 0 0 0 6 0h5",
  lock: "M6.500 11h11v9h-11zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  clock: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16m0 3.500V12l3 2",
  back: "M10 6l-6 6l6 6M4.500 12H20",
  chevron: "M6 9.500l6 6l6-6",
  next: "M9.500 6l6 6l-6 6",
  copy: "M9 9h10v11H9zM6 15H5V4h10v2",
  hospital: "M5 20V8l7-4l7 4v12zM12 9.500v5M9.500 12h5M10 20v-3h4v3",
  keyboard: "M3 7h18v10H3zM6.500 10.300h.1M10 10.300h.1M13.500 10.300h.1M17 10.300h.1M8 14h8",
  exit: "M14 5H5v14h9M10 12h10m-3.500-4l4 4l-4 4",
  list: "M4 6h2M4 12h2M4 18h2M9 6h11M9 12h11M9 18h11",
  eye: "M2.500 12c2.500-4.500 6-6.500 9.500-6.500s7 2 9.500 6.500c-2.500 4.500-6 6.500-9.500 6.500s-7-2-9.500-6.500M12 9a3 3 0 1 1 0 6a3 3 0 0 1 0-6",
  undo: "M9 5L4 10l5 5M4.500 10H14a5 5 0 0 1 0 10h-3",
  refresh: "M19 8a8 8 0 1 0 1 5M20 4v5h-5",
  people: "M9 5a3.500 3.500 0 1 1 0 7a3.500 3.500 0 0 1 0-7M3 19.500c.5-3.500 3-5 6-5s5.500 1.500 6 5M15.500 5.500a3.500 3.500 0 0 1 0 6.500M17.500 14.800c2 .7 3.200 2.300 3.500 4.700",
  info: "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16M12 11v5M12 8v.2",
  gear: "M12 9a3 3 0 1 1 0 6a3 3 0 0 1 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.200 2.200M16.200 16.200l2.200 2.200M18.400 5.600l-2.200 2.200M7.800 16.200l-2.200 2.200",
  chart: "M4 20h16M6.500 17v-5M11 17V7M15.500 17v-7M20 17V5",
  scales: "M12 4v16M8 20h8M5 7h14M5 7l-2.500 6h5zM19 7l-2.500 6h5z",
  print: "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z",
  same: "M5 12.500l4.500 4.500L19 7.500",
  upload: "M12 16V5m-4.500 4.500L12 5l4.500 4.500M5 19.500h14",
  map: "M3.500 7H9m-2.500-2.500L9 7L6.500 9.500M3.500 17H9m-2.500-2.500L9 17l-2.500 2.500M13 7h7.500M13 17h7.500",
  different: "M5 9h14M5 15h14M16 5L8 19",
} as const;

export type IconName = keyof typeof OUTLINES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={styles.icon} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={OUTLINES[name]} />
    </svg>
  );
}
