import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

/** Rows drawn beyond what is seen, so that a quick scroll meets rows and not a gap. */
const BESIDE = 8;

export interface RowWindow {
  /** The rows to draw: from `first`, up to but without `end`. */
  first: number;
  end: number;
  rowPixels: number;
  show(row: number): void;
}

/** Which rows of a long list are to be drawn in a frame that scrolls. Rows have one height, read from the frame's own `--row`. */
export function useRowWindow(frame: RefObject<HTMLElement | null>, rows: number): RowWindow {
  const [seen, setSeen] = useState({ first: 0, count: 12, rowPixels: 64 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const look = () => {
      const rowPixels = Number.parseFloat(getComputedStyle(element).getPropertyValue("--row")) || 64;
      const first = Math.max(0, Math.floor(element.scrollTop / rowPixels) - BESIDE);
      const count = Math.ceil(element.clientHeight / rowPixels) + 2 * BESIDE;
      setSeen((old) => (old.first === first && old.count === count && old.rowPixels === rowPixels ? old : { first, count, rowPixels }));
    };
    look();
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [frame]);
  const { rowPixels } = seen;
  const show = useCallback(
    (row: number) => {
      const element = frame.current;
      if (element === null) return;
      const top = row * rowPixels;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowPixels > element.scrollTop + element.clientHeight) element.scrollTop = top + rowPixels - element.clientHeight;
    },
    [frame, rowPixels],
  );
  const first = Math.min(seen.first, Math.max(0, rows - 1));
  return { first, end: Math.min(rows, first + seen.count), rowPixels, show };
}
