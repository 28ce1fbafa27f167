import { type RefObject, useRef } from "react";
import { useShortcut } from "../shell/Shortcuts";

/** J and K go down and up among the links and buttons that are marked `data-row` within an element; Enter opens, as everywhere. */
export function useRowKeys<E extends HTMLElement>(): RefObject<E | null> {
  const within = useRef<E>(null);
  const move = (by: 1 | -1) => {
    const rows = [...(within.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = rows.findIndex((row) => row === document.activeElement);
    rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  };
  useShortcut("KeyJ", () => move(1));
  useShortcut("KeyK", () => move(-1));
  return within;
}
