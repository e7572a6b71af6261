// Tells the server where a link leads as it is pressed, and lets the address follow once what it sent is in sight: going
// there draws the page's frame anew and asks the server again, which would be in the way of the values.
import { createElement, useEffect, useRef } from "react";
import { useNavigate } from "react-router";

const PATIENCE_MS = 250;

function leadsElsewhere(event) {
  return event.defaultPrevented || event.button > 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

export function UsageLinks({ onGo, shown, children }) {
  const navigate = useNavigate();
  const waiting = useRef(null);
  const follow = () => {
    const there = waiting.current;
    waiting.current = null;
    if (!there) return;
    clearTimeout(there.timer);
    navigate(there.address, { preventScrollReset: true });
  };
  const tell = (event) => {
    const link = event.target.closest("a[href]");
    if (!link || leadsElsewhere(event)) return;
    if (link.pathname !== window.location.pathname || link.search === window.location.search) return;
    event.preventDefault();
    clearTimeout(waiting.current?.timer);
    waiting.current = { address: link.pathname + link.search + link.hash, timer: setTimeout(follow, PATIENCE_MS) };
    onGo(link.search);
  };
  useEffect(follow, [shown]);
  return createElement("div", { className: "contents", onClickCapture: tell }, children);
}
