import { Button as AriaButton, type ButtonProps } from "react-aria-components";
import styles from "./Button.module.css";

export function Button({ kind = "plain", ...props }: Omit<ButtonProps, "className" | "style"> & { kind?: "main" | "plain" | "quiet" }) {
  return <AriaButton {...props} className={`${styles.button} ${styles[kind]}`} />;
}
