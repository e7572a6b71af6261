// What changed at a home, over the bars of its usage: a line on the day, and the words below the chart.
import { createElement } from "react";

const DAY_MS = 86_400_000;
const dayOf = (text) => Date.parse(`${text}T00:00:00Z`) / DAY_MS;

function within(flags, first, last) {
  const start = dayOf(first);
  const count = dayOf(last) - start + 1;
  return flags
    .map((flag) => ({ ...flag, share: (dayOf(flag.day) - start + 0.5) / count }))
    .filter(({ share }) => share > 0 && share < 1);
}

export function FlagLines({ flags, first, last }) {
  const found = within(flags, first, last);
  if (!found.length) return null;
  const lines = found.map(({ share }, index) => {
    const x = `${(100 * share).toFixed(2)}%`;
    return createElement(
      "g",
      { key: index },
      createElement("line", { className: "flag-line", x1: x, x2: x, y1: 0, y2: "100%" }),
      createElement("text", { className: "flag", x, y: 0 }, "⚑"),
    );
  });
  return createElement("svg", { className: "chart-frame above", "aria-hidden": "true" }, lines);
}

export function FlagWords({ flags, first, last, name }) {
  const found = within(flags, first, last);
  if (!found.length) return null;
  const items = found.map(({ words }, index) => createElement("li", { key: index }, `⚑ ${words}`));
  return createElement("ul", { className: "legend", "aria-label": name, "data-flags": "" }, items);
}
