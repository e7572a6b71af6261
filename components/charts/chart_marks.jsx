// The marks of a chart take keyboard and pointer: one stop of the Tab key for all, the arrows walk, Enter opens. And the
// table that holds the same facts.
import { createElement, memo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";

export function sentenceOf(data, index) {
  return [data.labels[index], data.texts[index], data.notes[index]].filter(Boolean).join(", ");
}

export function goesElsewhere(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0;
}

// One stop of the Tab key for the whole chart; the arrows walk from bar to bar, Enter opens one.
export const Marks = memo(function Marks({ data, label, opens, onRead, className = "chart-marks", rowLength = 0 }) {
  const [active, setActive] = useState(0);
  const group = useRef(null);
  const navigate = useNavigate();
  const last = Math.max(data.labels.length - 1, 0);
  const current = Math.min(active, last);
  const indexOf = (event) => {
    const mark = event.target.closest(".chart-mark");
    return mark ? Number(mark.dataset.index) : null;
  };
  const read = (event) => {
    const index = indexOf(event);
    if (index !== null) onRead(index);
  };
  const onKeyDown = (event) => {
    const steps = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: last };
    if (rowLength) Object.assign(steps, { ArrowDown: current + rowLength, ArrowUp: current - rowLength });
    if (!(event.key in steps) || goesElsewhere(event)) return;
    event.preventDefault();
    const index = Math.min(Math.max(steps[event.key], 0), last);
    setActive(index);
    group.current.children[index]?.focus();
  };
  const onClick = (event) => {
    const index = indexOf(event);
    if (index === null || goesElsewhere(event)) return;
    setActive(index);
    onRead(index);
    if (!data.links[index]) return;
    event.preventDefault();
    navigate(data.links[index], { preventScrollReset: true });
  };
  const marks = data.labels.map((_, index) => {
    const link = data.links[index];
    return createElement(link ? "a" : "button", {
      key: index,
      className: "chart-mark",
      "data-index": index,
      "data-level": data.levels?.[index],
      tabIndex: index === current ? 0 : -1,
      "aria-label": sentenceOf(data, index) + (link ? `. ${opens}` : ""),
      ...(link ? { href: link } : { type: "button" }),
    });
  });
  const handlers = { onKeyDown, onClick, onFocus: read, onPointerOver: read };
  return createElement("div", { ref: group, className, role: "group", "aria-label": label, ...handlers }, marks);
});

function Row({ data, index }) {
  const link = data.links[index];
  const label = data.labels[index];
  const name = link ? createElement(Link, { to: link, preventScrollReset: true }, label) : label;
  return createElement(
    "tr",
    null,
    createElement("th", { scope: "row" }, name),
    createElement("td", { className: "figure" }, data.texts[index] || "–"),
    createElement("td", null, data.notes[index]),
  );
}

export function PlainTable({ columns, rows, label }) {
  const head = columns.map((word) => createElement("th", { key: word, scope: "col" }, word));
  const table = createElement(
    "table",
    { className: "table" },
    createElement("thead", null, createElement("tr", null, head)),
    createElement("tbody", null, rows),
  );
  return createElement("div", { className: "table-frame", tabIndex: 0, role: "region", "aria-label": label }, table);
}

// What is folded away is not drawn.
export const Folded = memo(function Folded({ words, draw }) {
  const [isOpen, setIsOpen] = useState(false);
  return createElement(
    "details",
    { className: "as-table", onToggle: (event) => setIsOpen(event.currentTarget.open) },
    createElement("summary", null, words.table),
    isOpen ? draw() : null,
  );
});

export const Table = memo(function Table({ data, words }) {
  const draw = () => {
    const rows = data.labels.map((_, index) => createElement(Row, { key: index, data, index }));
    return createElement(PlainTable, { columns: words.columns, rows, label: words.table });
  };
  return createElement(Folded, { words, draw });
});
