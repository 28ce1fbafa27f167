import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay, Switch } from "react-aria-components";
import { type MessageKey, useWords } from "../i18n";
import { Button } from "../ui/Button";
import styles from "./Shortcuts.module.css";

/**
 * Keys are told by their place (event.code), since Vietnamese input methods change what a key writes; none acts in a field, while an
 * input method composes, or with a modifier that the browser or a screen reader may want. The reader can switch them all off.
 */
export type ShortcutKey = "Slash" | "KeyJ" | "KeyK";

interface Registry {
  enabled: boolean;
  add(key: ShortcutKey, action: () => void): () => void;
  openHelp(): void;
}

const ShortcutContext = createContext<Registry | undefined>(undefined);

/** What an input method reports for keys that it swallows. */
const COMPOSING_KEY_CODE = 229;

export function isTyping(event: Pick<KeyboardEvent, "isComposing" | "keyCode" | "target">): boolean {
  if (event.isComposing || event.keyCode === COMPOSING_KEY_CODE) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=listbox], [role=dialog]") !== null;
}

export function Shortcuts({ children }: { children: ReactNode }) {
  const [enabled, setEnabled] = useState(true);
  const [helping, setHelping] = useState(false);
  const actions = useRef(new Map<ShortcutKey, () => void>());
  const add = useCallback((key: ShortcutKey, action: () => void) => {
    actions.current.set(key, action);
    return () => {
      if (actions.current.get(key) === action) actions.current.delete(key);
    };
  }, []);
  const openHelp = useCallback(() => setHelping(true), []);
  const registry = useMemo(() => ({ enabled, add, openHelp }), [enabled, add, openHelp]);

  useEffect(() => {
    if (!enabled) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
      if (event.code === "Slash" && event.shiftKey) {
        event.preventDefault();
        setHelping(true);
        return;
      }
      const action = event.shiftKey ? undefined : actions.current.get(event.code as ShortcutKey);
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [enabled]);

  return (
    <ShortcutContext value={registry}>
      {children}
      <Help isOpen={helping} onClose={() => setHelping(false)} enabled={enabled} onEnable={setEnabled} />
    </ShortcutContext>
  );
}

export function useShortcut(key: ShortcutKey, action: () => void): void {
  const registry = useContext(ShortcutContext);
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => registry?.add(key, () => latest.current()), [registry, key]);
}

export function useShortcutHelp(): () => void {
  return useContext(ShortcutContext)?.openHelp ?? (() => undefined);
}

const KEYS: { key: string; does: MessageKey }[] = [
  { key: "/", does: "shortcuts.search" },
  { key: "J", does: "shortcuts.next" },
  { key: "K", does: "shortcuts.previous" },
  { key: "Enter", does: "shortcuts.enter" },
  { key: "?", does: "shortcuts.open" },
  { key: "Esc", does: "shortcuts.close" },
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
    <ModalOverlay className={styles.overlay ?? ""} isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""}>
          <Heading slot="title" className={styles.title ?? ""}>
            {text("shortcuts.title")}
          </Heading>
          <dl className={styles.keys}>
            {KEYS.map(({ key, does }) => (
              <div key={key} className={styles.key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{text(does)}</dd>
              </div>
            ))}
          </dl>
          <p className={styles.note}>{text("shortcuts.note")}</p>
          <Switch className={styles.toggle ?? ""} isSelected={enabled} onChange={onEnable}>
            <span className={styles.track} aria-hidden="true" />
            {text("shortcuts.enabled")}
          </Switch>
          <Button kind="main" onPress={onClose}>
            {text("shortcuts.close")}
          </Button>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
