// Says whether what is on screen is current: live, lost, or back. It needs no event of the server's.
import { useContext, useEffect, useRef, useState } from "react";
import { jsx } from "@emotion/react";
import { EventLoopContext } from "$/utils/context";

const BACK_FOR_MS = 12000;
const SESSION = "/session";

// In the utility's zone, as every other time of the page, and named: a reader may be elsewhere.
function timeOfDay(at, zone) {
  const shown = { hour: "numeric", minute: "2-digit", timeZone: zone, timeZoneName: "short" };
  return new Date(at).toLocaleTimeString("en-US", shown);
}

// A page that sleeps past its sign-in cannot open its socket again: it is sent to sign in and back.
async function leaveIfSignedOut() {
  try {
    const answer = await fetch(SESSION, { cache: "no-store" });
    if (answer.status === 401) {
      const here = window.location.pathname + window.location.search;
      window.location.assign("/login?ended=1&next=" + encodeURIComponent(here));
    }
  } catch {
    // The network is away; the socket tries again by itself.
  }
}

export function Presence({ currentAt, zone, live, lost, back, updated }) {
  const [, connectErrors] = useContext(EventLoopContext);
  const isLost = connectErrors.length > 0;
  const wasLost = useRef(false);
  const [isBack, setIsBack] = useState(false);

  useEffect(() => {
    if (isLost) {
      wasLost.current = true;
      leaveIfSignedOut();
    }
  }, [isLost, connectErrors.length]);

  // The server's time stamp moves when the page has been read again: only then is it said that all is current.
  useEffect(() => {
    if (!isLost && wasLost.current && currentAt) {
      wasLost.current = false;
      setIsBack(true);
      const timer = setTimeout(() => setIsBack(false), BACK_FOR_MS);
      return () => clearTimeout(timer);
    }
  }, [isLost, currentAt]);

  const state = isLost ? "lost" : isBack ? "back" : "live";
  const words = { lost, back, live }[state];
  const stamp = currentAt ? ` ${updated} ${timeOfDay(currentAt, zone)}` : "";
  return jsx(
    "p",
    { className: "presence", "data-state": currentAt ? state : "loading" },
    jsx("span", { className: "presence-dot", "aria-hidden": "true" }),
    jsx("span", { role: "status" }, currentAt ? words : ""),
    jsx("span", { className: "soft" }, stamp),
  );
}
