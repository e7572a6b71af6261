// Keeps the keyboard where it was when a list is put in another order: a browser lets go of whatever is moved.
import { createElement, useEffect, useRef } from "react";

const STILL_WORKS = "button:not(:disabled)";

export function SteadyFocus({ children }) {
  const list = useRef(null);

  useEffect(() => {
    const here = list.current;
    let pressed = null;
    const forget = () => {
      pressed = null;
    };
    const remember = (event) => {
      pressed = event.target.closest("button");
    };
    // What was pressed may be at the end now and switched off; then the first of its neighbors has the keyboard.
    const giveBack = () => {
      const isLost = document.activeElement === document.body || document.activeElement?.disabled;
      if (!pressed?.isConnected || !isLost) return;
      (pressed.disabled ? pressed.parentElement?.querySelector(STILL_WORKS) : pressed)?.focus();
    };
    const watch = new MutationObserver(giveBack);
    watch.observe(here, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    here.addEventListener("click", remember);
    document.addEventListener("pointerdown", forget, true);
    document.addEventListener("keydown", forget, true);
    return () => {
      watch.disconnect();
      here.removeEventListener("click", remember);
      document.removeEventListener("pointerdown", forget, true);
      document.removeEventListener("keydown", forget, true);
    };
  }, []);

  return createElement("div", { ref: list, className: "contents" }, children);
}
