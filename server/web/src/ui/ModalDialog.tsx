import { createContext, type ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import styles from "./ModalDialog.module.css";

interface Props {
  title: string;
  isOpen?: boolean;
  onClose(): void;
  /** Whether a press beside it closes it: not where something is written. */
  isDismissable?: boolean;
  width?: "text" | "wide";
  children: ReactNode;
}

/** Whether what is drawn stands in a dialog: the keys of the page behind it are silent, its own are not. */
export const InDialog = createContext(false);

/** Stands before the page until it is closed; Escape closes it, and the focus goes back to where it was. */
export function ModalDialog({ title, isOpen = true, onClose, isDismissable = false, width = "text", children }: Props) {
  return (
    <ModalOverlay className={styles.overlay ?? ""} isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable={isDismissable}>
      <Modal className={`${styles.modal} ${styles[width]}`}>
        <Dialog className={styles.dialog ?? ""}>
          <Heading slot="title" className={styles.title ?? ""}>
            {title}
          </Heading>
          <InDialog value={true}>{children}</InDialog>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
