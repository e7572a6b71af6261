// Bars of usage: lines, words and a first drawing of the bars come as children and are there at once; Plotly then draws
// the bars in the very same places. Keys, pointer and readout are ours: every fact is one key away, none needs a hover.
import { createElement, memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";

const MARGIN = { l: 52, r: 8, t: 12, b: 28 };

// Asked for as soon as the page's own script runs, not only when the first values are there.
let Plotly = null;
const library =
  typeof document === "undefined"
    ? new Promise(() => {})
    : import("plotly.js-basic-dist-min").then((module) => (Plotly = module.default ?? module));

function colorsOf(element) {
  const style = getComputedStyle(element);
  const value = (name) => style.getPropertyValue(name).trim();
  return {
    accent: value("--accent") || value("--pen"),
    ink: value("--ink-soft"),
    rule: value("--rule"),
    sheet: value("--sheet"),
  };
}

function bar(y, marker) {
  return { type: "bar", y, marker, hoverinfo: "skip", textposition: "none" };
}

// In the order of the legend and of the sketch, from the bottom up.
function tracesOf(data, { accent, ink, rule, sheet }) {
  const traces = [bar(data.used, { color: accent })];
  if (data.has_fixed) traces.unshift(bar(data.fixed, { color: rule, line: { color: ink, width: 1 } }));
  if (data.has_estimated) {
    const pattern = { shape: "/", fgcolor: accent, bgcolor: sheet, size: 6, solidity: 0.35 };
    traces.push(bar(data.estimated, { pattern, line: { color: accent, width: 1 } }));
  }
  if (data.has_received) traces.push(bar(data.received, { color: sheet, line: { color: accent, width: 2 } }));
  return traces;
}

// Size and ranges are told and the words are ours: Plotly has nothing to find out by measuring the page.
function layoutOf(data, { width, height }) {
  const axis = { type: "linear", autorange: false, fixedrange: true, visible: false };
  return {
    width,
    height,
    barmode: "relative",
    bargap: 0.25,
    margin: MARGIN,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    hovermode: false,
    dragmode: false,
    xaxis: { ...axis, range: [-0.5, data.used.length - 0.5] },
    yaxis: { ...axis, range: [data.low, data.high] },
  };
}

// What the drawing knows of its surroundings; read once, for asking the page again costs a layout.
class Surroundings {
  constructor(element) {
    this.element = element;
    this.forget();
  }

  forget() {
    this.colors = {};
    this.size = null;
  }

  colorsFor(kind) {
    return (this.colors[kind] ??= colorsOf(this.element));
  }

  measured() {
    return (this.size ??= { width: this.element.clientWidth, height: this.element.clientHeight });
  }

  isResized() {
    return this.size && (this.size.width !== this.element.clientWidth || this.size.height !== this.element.clientHeight);
  }
}

// Calls back once the next frame is on screen; the call before it is taken back.
class AfterPaint {
  soon(call) {
    this.cancel();
    this.frame = requestAnimationFrame(() => {
      this.timer = setTimeout(call);
    });
  }

  cancel() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }
}

// Keeps Plotly's bars in step with the values; `by` of the frame says whose bars are on screen, the sketch's or Plotly's.
function usePlot(data) {
  const frame = useRef(null);
  const canvas = useRef(null);
  const latest = useRef(data);
  const [around] = useState(() => new Surroundings(null));
  const [later] = useState(() => new AfterPaint());

  const plot = () => {
    const shown = latest.current;
    if (!Plotly || !canvas.current || !shown.key) return;
    const size = around.measured();
    if (!size.width) return;
    const traces = tracesOf(shown, around.colorsFor(shown.kind));
    Plotly.react(canvas.current, traces, layoutOf(shown, size), { staticPlot: true });
    Object.assign(frame.current.dataset, { key: shown.key, drawn: "true", by: "plotly" });
  };

  useLayoutEffect(() => {
    around.element = canvas.current;
    latest.current = data;
    // The sketch of the new values is in this very frame; until the library is here, the chart is not called drawn.
    Object.assign(frame.current.dataset, { key: data.key, drawn: String(Boolean(Plotly && data.key)), by: "sketch" });
    later.soon(plot);
  }, [data]);

  useEffect(() => {
    let isHere = true;
    library.then(() => isHere && plot());
    const plotAnew = () => {
      around.forget();
      plot();
    };
    // The theme is a class of the page; the width is the sheet's.
    const themes = new MutationObserver(plotAnew);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    const sizes = new ResizeObserver(() => around.isResized() && plotAnew());
    const element = canvas.current;
    sizes.observe(element);
    return () => {
      isHere = false;
      later.cancel();
      themes.disconnect();
      sizes.disconnect();
      Plotly?.purge(element);
    };
  }, []);

  return [frame, canvas];
}

function sentenceOf(data, index) {
  return [data.labels[index], data.texts[index], data.notes[index]].filter(Boolean).join(", ");
}

function goesElsewhere(event) {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0;
}

// One stop of the Tab key for the whole chart; the arrows walk from bar to bar, Enter opens one.
const Marks = memo(function Marks({ data, label, opens, onRead }) {
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
      tabIndex: index === current ? 0 : -1,
      "aria-label": sentenceOf(data, index) + (link ? `. ${opens}` : ""),
      ...(link ? { href: link } : { type: "button" }),
    });
  });
  const handlers = { onKeyDown, onClick, onFocus: read, onPointerOver: read };
  return createElement("div", { ref: group, className: "chart-marks", role: "group", "aria-label": label, ...handlers }, marks);
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

function Rows({ data, words }) {
  const head = words.columns.map((word) => createElement("th", { key: word, scope: "col" }, word));
  const rows = data.labels.map((_, index) => createElement(Row, { key: index, data, index }));
  const table = createElement(
    "table",
    { className: "table" },
    createElement("thead", null, createElement("tr", null, head)),
    createElement("tbody", null, rows),
  );
  return createElement("div", { className: "table-frame", tabIndex: 0, role: "region", "aria-label": words.table }, table);
}

const Table = memo(function Table({ data, words }) {
  const [isOpen, setIsOpen] = useState(false);
  return createElement(
    "details",
    { className: "as-table", onToggle: (event) => setIsOpen(event.currentTarget.open) },
    createElement("summary", null, words.table),
    isOpen ? createElement(Rows, { data, words }) : null,
  );
});

export function UsageChart({ data, label, words, children }) {
  const [frame, canvas] = usePlot(data);
  const [read, setRead] = useState({ key: "", index: null });
  const reading = useRef(null);
  reading.current = data.key;
  // One function for all time: the marks are drawn again only when the values change.
  const [onRead] = useState(() => (index) => setRead({ key: reading.current, index }));
  const isRead = read.key === data.key && read.index < data.labels.length;
  return createElement(
    "div",
    { className: "usage-chart" },
    createElement(
      "div",
      { ref: frame, className: "plot", "data-chart": "usage", "data-key": "", "data-drawn": "false" },
      children,
      createElement("div", { ref: canvas, className: "plot-canvas", "aria-hidden": "true" }),
      createElement(Marks, { data, label, opens: words.opens, onRead }),
    ),
    createElement("p", { className: "readout" }, isRead ? sentenceOf(data, read.index) : words.hint),
    createElement(Table, { data, words }),
  );
}
