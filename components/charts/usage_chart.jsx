// Bars of usage, drawn by Plotly from bare values. Keys, pointer and readout are ours: every fact is one key away, none
// needs a hover. Until the library is here the sketch that came with the values stands in its place.
import { useCallback, useEffect, useRef, useState } from "react";
import { jsx } from "@emotion/react";
import { useNavigate } from "react-router";

const MARGIN = { l: 52, r: 8, t: 12, b: 28 };
let library = null;

function loadPlotly() {
  library ??= import("plotly.js-basic-dist-min").then((module) => module.default ?? module);
  return library;
}

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

function bar(y, name, marker) {
  return { type: "bar", y, name, marker, hoverinfo: "skip", showlegend: false };
}

function tracesOf(data, colors) {
  const edge = { color: colors.accent, width: 1 };
  const traces = [];
  if (data.has_fixed) traces.push(bar(data.fixed, "fixed", { color: colors.rule, line: { color: colors.ink, width: 1 } }));
  traces.push(bar(data.measured, "measured", { color: colors.accent, line: edge }));
  if (data.has_estimated) {
    const pattern = { shape: "/", fgcolor: colors.accent, bgcolor: colors.sheet, size: 6, solidity: 0.35 };
    traces.push(bar(data.estimated, "estimated", { pattern, line: edge }));
  }
  if (data.has_received) {
    traces.push(bar(data.received, "received", { color: colors.sheet, line: { color: colors.accent, width: 2 } }));
  }
  const zeros = indexesOf(data.marks, "zero");
  if (zeros.length) {
    const marker = { symbol: "triangle-up-open", size: 9, color: colors.alert, line: { width: 2, color: colors.alert } };
    const y = zeros.map(() => 0);
    traces.push({ type: "scatter", mode: "markers", x: zeros, y, marker, hoverinfo: "skip", cliponaxis: false });
  }
  return traces;
}

function indexesOf(marks, wanted) {
  return marks.flatMap((mark, index) => (mark === wanted ? [index] : []));
}

// What was not read is an empty frame, never a bar of zero.
function missingFrames(data, colors) {
  return indexesOf(data.marks, "missing").map((index) => ({
    type: "rect",
    x0: index - 0.4,
    x1: index + 0.4,
    yref: "paper",
    y0: 0,
    y1: 1,
    line: { color: colors.edge, width: 1.5, dash: "dot" },
  }));
}

// Words below the bars must not touch: on a narrow screen every second or third is left out.
function shownTicks(data, width) {
  const at = data.ticks.flatMap((words, index) => (words ? [index] : []));
  const every = Math.max(1, Math.ceil((at.length * 48) / Math.max(width - MARGIN.l - MARGIN.r, 1)));
  return at.filter((_, position) => position % every === 0);
}

function layoutOf(data, colors, width) {
  const at = shownTicks(data, width);
  const font = { family: colors.font, size: 13, color: colors.ink };
  return {
    autosize: true,
    barmode: "relative",
    bargap: 0.25,
    margin: MARGIN,
    font,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    showlegend: false,
    shapes: missingFrames(data, colors),
    xaxis: {
      range: [-0.5, data.measured.length - 0.5],
      tickmode: "array",
      tickvals: at,
      ticktext: at.map((index) => data.ticks[index]),
      showgrid: false,
      ticks: "outside",
      ticklen: 5,
      tickcolor: "rgba(0,0,0,0)",
      zeroline: false,
      fixedrange: true,
    },
    yaxis: {
      rangemode: "tozero",
      gridcolor: colors.rule,
      zerolinecolor: colors.ink,
      tickprefix: data.unit === "$" ? "$" : "",
      nticks: 5,
      fixedrange: true,
    },
  };
}

function usePlot(data) {
  const element = useRef(null);
  const [drawnKey, setDrawnKey] = useState("");
  const draw = useCallback(async () => {
    const Plotly = await loadPlotly();
    if (!element.current || !data.key) return;
    const colors = colorsOf(element.current);
    Plotly.react(element.current, tracesOf(data, colors), layoutOf(data, colors, element.current.clientWidth), { staticPlot: true });
    setDrawnKey(data.key);
  }, [data]);
  useEffect(() => {
    draw();
  }, [draw]);
  useEffect(() => {
    // The theme is a class of the page; the width is the sheet's.
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    const sizes = new ResizeObserver(async () => {
      const Plotly = await loadPlotly();
      if (element.current?.data) Plotly.Plots.resize(element.current);
    });
    if (element.current) sizes.observe(element.current);
    return () => {
      themes.disconnect();
      sizes.disconnect();
    };
  }, [draw]);
  useEffect(() => () => {
    const plot = element.current;
    if (plot) loadPlotly().then((Plotly) => Plotly.purge(plot));
  }, []);
  return [element, drawnKey];
}

function sentenceOf(data, index) {
  return [data.labels[index], data.texts[index], data.notes[index]].filter(Boolean).join(", ");
}

// One stop of the Tab key for the whole chart; the arrows walk from bar to bar, Enter opens one.
function Marks({ data, label, opens, onRead }) {
  const [active, setActive] = useState(0);
  const group = useRef(null);
  const navigate = useNavigate();
  const count = data.labels.length;
  const current = Math.min(active, Math.max(count - 1, 0));
  const goTo = (index) => {
    setActive(index);
    group.current?.children[index]?.focus();
  };
  const onKeyDown = (event) => {
    const steps = { ArrowRight: current + 1, ArrowLeft: current - 1, Home: 0, End: count - 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    goTo(Math.min(Math.max(steps[event.key], 0), count - 1));
  };
  const open = (event, index) => {
    setActive(index);
    onRead(index);
    if (!data.links[index] || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    navigate(data.links[index], { preventScrollReset: true });
  };
  const marks = data.labels.map((_, index) => {
    const link = data.links[index];
    return jsx(link ? "a" : "button", {
      key: index,
      ...(link ? { href: link } : { type: "button" }),
      className: "chart-mark",
      tabIndex: index === current ? 0 : -1,
      "aria-label": sentenceOf(data, index) + (link ? `. ${opens}` : ""),
      onFocus: () => onRead(index),
      onPointerEnter: () => onRead(index),
      onClick: (event) => open(event, index),
    });
  });
  return jsx("div", { ref: group, className: "chart-marks", role: "group", "aria-label": label, onKeyDown }, marks);
}

function Table({ data, words }) {
  const [isOpen, setIsOpen] = useState(false);
  const rows = isOpen
    ? data.labels.map((label, index) =>
        jsx(
          "tr",
          { key: index },
          jsx("th", { scope: "row" }, data.links[index] ? jsx("a", { href: data.links[index] }, label) : label),
          jsx("td", { className: "figure" }, data.texts[index]),
          jsx("td", null, data.notes[index]),
        ),
      )
    : null;
  const head = jsx("tr", null, words.columns.map((word) => jsx("th", { key: word, scope: "col" }, word)));
  const table = jsx("table", { className: "table" }, jsx("thead", null, head), jsx("tbody", null, rows));
  return jsx(
    "details",
    { className: "as-table", onToggle: (event) => setIsOpen(event.currentTarget.open) },
    jsx("summary", null, words.table),
    isOpen ? jsx("div", { className: "table-frame", tabIndex: 0, role: "region", "aria-label": words.table }, table) : null,
  );
}

export function UsageChart({ data, label, words }) {
  const [element, drawnKey] = usePlot(data);
  const [read, setRead] = useState(null);
  useEffect(() => setRead(null), [data.key]);
  const isDrawn = drawnKey === data.key && data.key !== "";
  return jsx(
    "div",
    { className: "usage-chart" },
    jsx(
      "div",
      { className: "plot", "data-chart": "usage", "data-key": drawnKey, "data-drawn": String(isDrawn) },
      drawnKey
        ? null
        : jsx(
            "svg",
            { className: "sketch", viewBox: "0 0 600 200", preserveAspectRatio: "none", "aria-hidden": "true" },
            jsx("path", { d: data.sketch }),
          ),
      jsx("div", { ref: element, className: "plot-canvas", "aria-hidden": "true" }),
      jsx(Marks, { data, label, opens: words.opens, onRead: setRead }),
    ),
    jsx("p", { className: "readout" }, read === null ? words.hint : sentenceOf(data, read)),
    jsx(Table, { data, words }),
  );
}
