// Bars of usage, drawn by Plotly from bare values. Keys, pointer and readout are ours: every fact is one key away, none
// needs a hover. Until the library is here the sketch that came with the values stands in its place.
import { createElement, memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";

const MARGIN = { l: 52, r: 8, t: 12, b: 28 };
const TICK_WIDTH = 48;
const TICK_LENGTH = 5;

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
    edge: value("--edge"),
    ink: value("--ink-soft"),
    rule: value("--rule"),
    alert: value("--alert-ink"),
    sheet: value("--sheet"),
    font: style.fontFamily,
  };
}

function bar(y, marker) {
  return { type: "bar", y, marker, hoverinfo: "skip", textposition: "none" };
}

function indexesOf(marks, wanted) {
  return marks.flatMap((mark, index) => (mark === wanted ? [index] : []));
}

// In the order of the legend and of the sketch, from the bottom up.
function tracesOf(data, colors) {
  const traces = [];
  if (data.has_fixed) traces.push(bar(data.fixed, { color: colors.rule, line: { color: colors.ink, width: 1 } }));
  if (data.has_used || !data.has_fixed) traces.push(bar(data.used, { color: colors.accent }));
  if (data.has_estimated) {
    const pattern = { shape: "/", fgcolor: colors.accent, bgcolor: colors.sheet, size: 6, solidity: 0.35 };
    traces.push(bar(data.estimated, { pattern, line: { color: colors.accent, width: 1 } }));
  }
  if (data.has_received) {
    traces.push(bar(data.received, { color: colors.sheet, line: { color: colors.accent, width: 2 } }));
  }
  if (data.has_zero) {
    const marker = { symbol: "triangle-up-open", size: 9, color: colors.alert, line: { width: 2, color: colors.alert } };
    const x = indexesOf(data.marks, "zero");
    traces.push({ type: "scatter", mode: "markers", x, y: x.map(() => 0), marker, hoverinfo: "skip", cliponaxis: false });
  }
  return traces;
}

// What was not read is an empty frame, never a bar of zero.
function missingFrames(data, colors) {
  const line = { color: colors.edge, width: 1.5, dash: "dot" };
  return indexesOf(data.marks, "missing").map((index) => ({
    type: "rect",
    x0: index - 0.4,
    x1: index + 0.4,
    yref: "paper",
    y0: 0,
    y1: 1,
    line,
  }));
}

// Words below the bars must not touch: on a narrow screen every second or third is left out.
function shownTicks(data, width) {
  const at = data.ticks.flatMap((words, index) => (words ? [index] : []));
  const every = Math.max(1, Math.ceil((at.length * TICK_WIDTH) / Math.max(width - MARGIN.l - MARGIN.r, 1)));
  return at.filter((_, position) => position % every === 0);
}

// Size, ranges and ticks are all told, so that Plotly has nothing to find out by measuring the page.
function layoutOf(data, colors, { width, height }) {
  const at = shownTicks(data, width);
  const axis = { type: "linear", autorange: false, tickmode: "array", fixedrange: true, automargin: false };
  return {
    width,
    height,
    barmode: "relative",
    bargap: 0.25,
    margin: MARGIN,
    font: { family: colors.font, size: 13, color: colors.ink },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    hovermode: false,
    dragmode: false,
    shapes: missingFrames(data, colors),
    xaxis: {
      ...axis,
      range: [-0.5, data.used.length - 0.5],
      tickvals: at,
      ticktext: at.map((index) => data.ticks[index]),
      showgrid: false,
      zeroline: false,
      ticks: "outside",
      ticklen: TICK_LENGTH,
      tickcolor: "rgba(0,0,0,0)",
    },
    yaxis: {
      ...axis,
      range: [data.axis.low, data.axis.high],
      tickvals: data.axis.values,
      ticktext: data.axis.words,
      gridcolor: colors.rule,
      zerolinecolor: colors.ink,
    },
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
}

// Return the frame, the canvas inside it, and whether the sketch must still stand in.
function usePlot(data) {
  const frame = useRef(null);
  const canvas = useRef(null);
  const around = useRef(null);
  const latest = useRef(data);
  const [isSketched, setSketched] = useState(true);

  const draw = () => {
    const shown = latest.current;
    if (!Plotly || !canvas.current || !shown.key) return;
    around.current ??= new Surroundings(canvas.current);
    const colors = around.current.colorsFor(shown.kind);
    const size = around.current.measured();
    if (!size.width) return;
    Plotly.react(canvas.current, tracesOf(shown, colors), layoutOf(shown, colors, size), { staticPlot: true });
    frame.current.dataset.key = shown.key;
    frame.current.dataset.drawn = "true";
    setSketched(false);
  };

  useLayoutEffect(() => {
    latest.current = data;
    draw();
  }, [data]);

  useEffect(() => {
    const element = canvas.current;
    let isHere = true;
    library.then(() => isHere && draw());
    const drawAnew = () => {
      around.current?.forget();
      draw();
    };
    // The theme is a class of the page; the width is the sheet's.
    const themes = new MutationObserver(drawAnew);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    const sizes = new ResizeObserver(() => {
      const known = around.current?.size;
      if (known && (known.width !== element.clientWidth || known.height !== element.clientHeight)) drawAnew();
    });
    sizes.observe(element);
    return () => {
      isHere = false;
      themes.disconnect();
      sizes.disconnect();
      Plotly?.purge(element);
    };
  }, []);

  return [frame, canvas, isSketched];
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

function Sketch({ sketch }) {
  const path = (name) => (sketch[name] ? createElement("path", { key: name, className: `layer-${name}`, d: sketch[name] }) : null);
  return createElement(
    "svg",
    { className: "sketch", viewBox: "0 0 600 200", preserveAspectRatio: "none", "aria-hidden": "true" },
    ["fixed", "used", "received"].map(path),
  );
}

export function UsageChart({ data, label, words }) {
  const [frame, canvas, isSketched] = usePlot(data);
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
      isSketched ? createElement(Sketch, { sketch: data.sketch }) : null,
      createElement("div", { ref: canvas, className: "plot-canvas", "aria-hidden": "true" }),
      createElement(Marks, { data, label, opens: words.opens, onRead }),
    ),
    createElement("p", { className: "readout" }, isRead ? sentenceOf(data, read.index) : words.hint),
    createElement(Table, { data, words }),
  );
}
