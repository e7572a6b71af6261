// Bars of usage: lines, words and a first drawing of the bars come as children and are there at once; Plotly then draws
// the bars in the very same places. Keys, pointer and readout are ours: every fact is one key away, none needs a hover.
import { createElement, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Marks, Table, sentenceOf } from "$/public/external/components/charts/shared/chart_marks.jsx";
import { SavePicture, paintDrawings } from "$/public/external/components/charts/shared/save_picture.jsx";

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

export function UsageChart({ data, label, words, children }) {
  const [frame, canvas] = usePlot(data);
  const [read, setRead] = useState({ key: "", index: null });
  const reading = useRef(null);
  reading.current = data.key;
  // One function for all time: the marks are drawn again only when the values change.
  const [onRead] = useState(() => (index) => setRead({ key: reading.current, index }));
  const paint = (context) => paintDrawings(context, frame.current);
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
    createElement(
      "div",
      { className: "chart-tools" },
      createElement(Table, { data, words }),
      createElement(SavePicture, { box: frame, paint, name: `usage ${data.key}`, words }),
    ),
  );
}
