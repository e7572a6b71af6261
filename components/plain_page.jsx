// A public page needs no script and is served without one. Where React has switched to it inside a live page, it is
// loaded anew: only the server fills its slots, and only so does the live page's socket end.
import { useEffect } from "react";

function isSwitchedTo() {
  const [arrival] = performance.getEntriesByType("navigation");
  return arrival && new URL(arrival.name).pathname !== window.location.pathname;
}

export function PlainPage() {
  useEffect(() => {
    if (isSwitchedTo()) {
      window.location.replace(window.location.href);
    }
  }, []);
  return null;
}
