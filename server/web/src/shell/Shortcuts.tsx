import { createContext, type ReactNode, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Switch } from "react-aria-components";
import { type MessageKey, useWords } from "../i18n";
import { Button } from "../ui/Button";
import { InDialog, ModalDialog } from "../ui/ModalDialog";
import styles from "./Shortcuts.module.css";

/**
 * Keys are told by their place (event.code), since Vietnamese input methods change what a key writes; none acts in a field, while an
 * input method composes, or with a modifier that the browser or a screen reader may want. The reader can switch them all off.
 */
export type ShortcutKey =
  | "Slash"
  | "Space"
  | "Escape"
  | "ArrowUp"
  | "ArrowDown"
  | `Key${"A" | "E" | "H" | "J" | "K" | "N" | "P" | "R" | "U" | "W" | "X" | "Z"}`
  | `Digit${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`;

/** The one key that acts with Ctrl (or Cmd), also from within a field: it writes nothing there. */
export type ConfirmKey = "Ctrl+Enter";

/** Where a key acts: what a dialog does by it, the page behind does not. */
type Place = "page" | "dialog";

interface Registry {
  enabled: boolean;
  add(place: Place, key: ShortcutKey | ConfirmKey, action: () => void): () => void;
  openHelp(): void;
}

const ShortcutContext = createContext<Registry | undefined>(undefined);

/** Where keys are letters, or move among options. A box to tick and a button to choose take no letters. */
const FIELDS = "input:not([type=radio], [type=checkbox]), textarea, select, [role=listbox]";

/** What an input method reports for keys that it swallows. */
const COMPOSING_KEY_CODE = 229;

export function isTyping(event: Pick<KeyboardEvent, "isComposing" | "keyCode" | "target">): boolean {
  if (event.isComposing || event.keyCode === COMPOSING_KEY_CODE) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest(FIELDS) !== null;
}

export function Shortcuts({ children }: { children: ReactNode }) {
  const [enabled, setEnabled] = useState(true);
  const [helping, setHelping] = useState(false);
  const actions = useRef({ page: new Map<string, () => void>(), dialog: new Map<string, () => void>() });
  const add = useCallback((place: Place, key: ShortcutKey | ConfirmKey, action: () => void) => {
    const there = actions.current[place];
    there.set(key, action);
    return () => {
      if (there.get(key) === action) there.delete(key);
    };
  }, []);
  const openHelp = useCallback(() => setHelping(true), []);
  const registry = useMemo(() => ({ enabled, add, openHelp }), [enabled, add, openHelp]);

  useEffect(() => {
    if (!enabled) return undefined;
    // Before anybody else hears it: a button that has the focus would take it for a press.
    const onConfirm = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.code !== "Enter" || event.isComposing || event.keyCode === COMPOSING_KEY_CODE) return;
      const confirm = actions.current[placeNow()].get("Ctrl+Enter");
      if (confirm === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      confirm();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
      const place = placeNow();
      if (place === "page" && event.code === "Slash" && event.shiftKey) {
        event.preventDefault();
        setHelping(true);
        return;
      }
      // A button or link that has the focus is pressed by Space, and a group of choices is walked through by arrows.
      if (event.code === "Space" && isPressedBySpace(event.target)) return;
      if (event.code.startsWith("Arrow") && isWalkedByArrows(event.target)) return;
      const action = event.shiftKey ? undefined : actions.current[place].get(event.code);
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onConfirm, { capture: true });
    window.addEventListener("keydown", onKeyDown);
    return () => {
      window.removeEventListener("keydown", onConfirm, { capture: true });
      window.removeEventListener("keydown", onKeyDown);
    };
  }, [enabled]);

  return (
    <ShortcutContext value={registry}>
      {children}
      <Help isOpen={helping} onClose={() => setHelping(false)} enabled={enabled} onEnable={setEnabled} />
    </ShortcutContext>
  );
}

function placeNow(): Place {
  return document.querySelector("[role=dialog]") === null ? "page" : "dialog";
}

function isPressedBySpace(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, summary, input, [role=button]") !== null;
}

function isWalkedByArrows(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, [role=tab], [role=radiogroup], [tabindex='0']") !== null;
}

export function useShortcut(key: ShortcutKey | ConfirmKey, action: () => void, isActive = true): void {
  const registry = useContext(ShortcutContext);
  const place = useContext(InDialog) ? "dialog" : "page";
  const latest = useRef(action);
  latest.current = action;
  // With what it acts on: a key that is pressed as soon as the page is seen must not be lost.
  useLayoutEffect(() => (isActive ? registry?.add(place, key, () => latest.current()) : undefined), [registry, place, key, isActive]);
}

export function useShortcutHelp(): () => void {
  return useContext(ShortcutContext)?.openHelp ?? (() => undefined);
}

const GROUPS: { title: MessageKey; keys: { key: string; does: MessageKey }[] }[] = [
  {
    title: "shortcuts.everywhere",
    keys: [
      { key: "/", does: "shortcuts.search" },
      { key: "J / K", does: "shortcuts.nextPrevious" },
      { key: "Enter", does: "shortcuts.enter" },
      { key: "R", does: "shortcuts.refresh" },
      { key: "Z", does: "shortcuts.undo" },
      { key: "?", does: "shortcuts.open" },
      { key: "Esc", does: "shortcuts.close" },
    ],
  },
  {
    title: "shortcuts.list",
    keys: [
      { key: "Space", does: "shortcuts.select" },
      { key: "A", does: "shortcuts.take" },
    ],
  },
  {
    title: "shortcuts.watch",
    keys: [
      { key: "1 / 2", does: "shortcuts.review" },
    ],
  },
  {
    title: "shortcuts.compare",
    keys: [
      { key: "1 – 7", does: "shortcuts.decide" },
      { key: "1 – 9", does: "shortcuts.reason" },
      { key: "Ctrl+Enter", does: "shortcuts.confirm" },
      { key: "U", does: "shortcuts.unmask" },
      { key: "N / P", does: "shortcuts.candidate" },
      { key: "W", does: "shortcuts.waterfall" },
      { key: "H", does: "shortcuts.history" },
      { key: "Esc", does: "shortcuts.back" },
    ],
  },
  {
    title: "shortcuts.releases",
    keys: [
      { key: "J / K", does: "shortcuts.releases.row" },
      { key: "A", does: "shortcuts.releases.step" },
    ],
  },
  {
    title: "shortcuts.mapping",
    keys: [
      { key: "1 – 9", does: "shortcuts.mapping.accept" },
      { key: "X", does: "shortcuts.mapping.noMap" },
      { key: "E", does: "shortcuts.mapping.relation" },
      { key: "N", does: "shortcuts.mapping.next" },
    ],
  },
];

interface HelpProps {
  isOpen: boolean;
  onClose(): void;
  enabled: boolean;
  onEnable(enabled: boolean): void;
}

function Help({ isOpen, onClose, enabled, onEnable }: HelpProps) {
  const { text } = useWords();
  return (
    <ModalDialog title={text("shortcuts.title")} isOpen={isOpen} onClose={onClose} isDismissable width="wide">
      <div className={styles.groups}>
        {GROUPS.map(({ title, keys }) => (
          <section key={title}>
            <h3 className={styles.group}>{text(title)}</h3>
            <dl className={styles.keys}>
              {keys.map(({ key, does }) => (
                <div key={does} className={styles.key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{text(does)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.note}>{text("shortcuts.note")}</p>
      <Switch className={styles.toggle ?? ""} isSelected={enabled} onChange={onEnable}>
        <span className={styles.track} aria-hidden="true" />
        {text("shortcuts.enabled")}
      </Switch>
      <Button kind="main" onPress={onClose}>
        {text("shortcuts.close")}
      </Button>
    </ModalDialog>
  );
}
