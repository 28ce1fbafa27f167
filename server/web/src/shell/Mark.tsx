import styles from "./Frame.module.css";

/** Two open rings that hold each other: khớp, a joint. */
export function Mark() {
  return (
    <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <circle className={styles.ring} cx="12.5" cy="16" r="7.500" />
      <path className={styles.ringOver} d="M19.500 8.500a7.500 7.500 0 1 1-5.300 12.800" />
    </svg>
  );
}
