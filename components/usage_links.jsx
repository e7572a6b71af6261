// Tells the server where a link leads as it is pressed: the values are on their way while the router still goes there.
import { createElement } from "react";

function leadsElsewhere(event) {
  return event.defaultPrevented || event.button > 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

export function UsageLinks({ onGo, children }) {
  const tell = (event) => {
    const link = event.target.closest("a[href]");
    if (!link || leadsElsewhere(event)) return;
    if (link.pathname === window.location.pathname && link.search !== window.location.search) onGo(link.search);
  };
  return createElement("div", { className: "contents", onClickCapture: tell }, children);
}
