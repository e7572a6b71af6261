import { useEffect, useRef } from "react";
import { jsx } from "@emotion/react";

// The browser's own dialog: it holds the focus, closes on Escape and gives the focus back. Only its opening needs a script.
export function NativeDialog({ isOpen, onDismiss, children, ...rest }) {
  const element = useRef(null);
  useEffect(() => {
    const dialog = element.current;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  const dismiss = (event) => {
    event.preventDefault();
    onDismiss?.();
  };
  return jsx("dialog", { ...rest, ref: element, onCancel: dismiss }, children);
}
