// Asks again for what is open, once a new range stands on the page and its address has followed.
import { useEffect, useRef } from "react";

const LATER_MS = 500;

export function LookFollower({ look, shown, onStale }) {
  const before = useRef(shown);
  useEffect(() => {
    if (!look || before.current === shown) return;
    const timer = setTimeout(() => {
      before.current = shown;
      onStale();
    }, LATER_MS);
    return () => clearTimeout(timer);
  }, [look, shown]);
  return null;
}
