// A year of hours as a map of tones, drawn on a canvas; one place to focus, whose arrows walk hour by hour and day by day.
// On a narrow screen the days run down the page, for a year of columns would be thinner than a line.
import { createElement, useEffect, useMemo, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { Folded, PlainTable, goesElsewhere } from "$/public/external/components/charts/shared/chart_marks.jsx";
import { SavePicture } from "$/public/external/components/charts/shared/save_picture.jsx";

const SIGNS = Array.from({ length: 91 }, (_, at) => String.fromCharCode(35 + at)).filter((sign) => sign !== "\\");
const PLACES = new Map(SIGNS.map((sign, at) => [sign, at]));
const HOURS = 24;
const DAY_MS = 86_400_000;
const NARROW = 640;
const MARGIN = { left: 52, top: 18, right: 4, bottom: 4 };
const MISSING = -1;
const ABSENT = -2;

function numbersOf({ cells, step }) {
  const numbers = new Float64Array(cells.length / 2);
  for (let at = 0; at < numbers.length; at += 1) {
    const pair = cells.slice(2 * at, 2 * at + 2);
    if (pair[0] === "~") numbers[at] = pair[1] === "~" ? MISSING : ABSENT;
    else numbers[at] = (PLACES.get(pair[0]) * SIGNS.length + PLACES.get(pair[1])) * step;
  }
  return numbers;
}

function estimatedOf({ estimated }) {
  const found = new Set();
  for (let at = 0; at < estimated.length; at += 2)
    for (let more = 0; more < estimated[at + 1]; more += 1) found.add(estimated[at] + more);
  return found;
}

const hourName = (hour) => `${hour % 12 || 12} ${hour % 24 < 12 ? "AM" : "PM"}`;
// Days have no zone: they are counted in UTC and named there.
const dayOf = (data, at) => new Date(Date.parse(`${data.first}T00:00:00Z`) + at * DAY_MS);
const nameOf = (day, options) => day.toLocaleDateString("en-US", { timeZone: "UTC", ...options });
const figureOf = (number, unit) => `${number.toFixed(2)} ${unit}`;

function toneOf(number, levels) {
  let tone = 0;
  while (tone < levels.length && number > levels[tone]) tone += 1;
  return tone;
}

function wordsAt(data, numbers, estimated, words, at) {
  const day = nameOf(dayOf(data, Math.floor(at / HOURS)), { weekday: "short", month: "short", day: "numeric", year: "numeric" });
  const hour = at % HOURS;
  const number = numbers[at];
  const said = number === MISSING ? words.missing : number === ABSENT ? words.absent : figureOf(number, data.unit);
  return `${day}, ${hourName(hour)} to ${hourName(hour + 1)}, ${said}${estimated.has(at) ? `, ${words.estimated}` : ""}`;
}

// Where cells lie: days along and hours down, or on a narrow screen hours along and days down.
function placesOf(data, width) {
  const isNarrow = width < NARROW;
  const along = isNarrow ? HOURS : data.day_count;
  const down = isNarrow ? data.day_count : HOURS;
  const inner = { width: width - MARGIN.left - MARGIN.right, height: isNarrow ? Math.max(down * 2, 96) : 264 };
  const edge = (at, count, length) => Math.round((at * length) / count);
  const boxOf = (at) => {
    const [day, hour] = [Math.floor(at / HOURS), at % HOURS];
    const [x, y] = isNarrow ? [hour, day] : [day, hour];
    const left = MARGIN.left + edge(x, along, inner.width);
    const top = MARGIN.top + edge(y, down, inner.height);
    return {
      left,
      top,
      width: MARGIN.left + edge(x + 1, along, inner.width) - left,
      height: MARGIN.top + edge(y + 1, down, inner.height) - top,
    };
  };
  const cellAt = (x, y) => {
    const column = Math.floor(((x - MARGIN.left) / inner.width) * along);
    const row = Math.floor(((y - MARGIN.top) / inner.height) * down);
    if (column < 0 || row < 0 || column >= along || row >= down) return null;
    return isNarrow ? row * HOURS + column : column * HOURS + row;
  };
  return { isNarrow, boxOf, cellAt, height: inner.height + MARGIN.top + MARGIN.bottom };
}

function paint(context, { data, numbers, places, tones, ink, edge }) {
  numbers.forEach((number, at) => {
    if (number === ABSENT) return;
    const box = places.boxOf(at);
    context.fillStyle = number === MISSING ? edge : tones[toneOf(number, data.levels)];
    if (number === MISSING) context.fillRect(box.left, box.top + box.height / 2, box.width, 1);
    else context.fillRect(box.left, box.top, box.width, box.height);
  });
  context.fillStyle = ink;
  context.font = "13px system-ui, sans-serif";
  const hours = places.isNarrow ? [0, 6, 12, 18] : [0, 6, 12, 18];
  for (const hour of hours) {
    const box = places.boxOf(hour);
    context.textAlign = places.isNarrow ? "left" : "right";
    if (places.isNarrow) context.fillText(hourName(hour), box.left, MARGIN.top - 6);
    else context.fillText(hourName(hour), MARGIN.left - 6, box.top + 10);
  }
  let free = -Infinity;
  for (let at = 0; at < data.day_count; at += 1) {
    const day = dayOf(data, at);
    if (day.getUTCDate() !== 1) continue;
    const box = places.boxOf(at * HOURS);
    const along = places.isNarrow ? box.top : box.left;
    if (along < free) continue;
    free = along + (places.isNarrow ? 16 : 30);
    context.textAlign = places.isNarrow ? "right" : "left";
    const name = nameOf(day, { month: "short" });
    if (places.isNarrow) context.fillText(name, MARGIN.left - 6, box.top + 10);
    else context.fillText(name, box.left, MARGIN.top - 6);
  }
}

function useWidth(element) {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const sizes = new ResizeObserver(() => setWidth(element.current.clientWidth));
    sizes.observe(element.current);
    return () => sizes.disconnect();
  }, []);
  return width;
}

function useTheme() {
  const [theme, setTheme] = useState("");
  useEffect(() => {
    const read = () => setTheme(document.documentElement.className);
    read();
    const themes = new MutationObserver(read);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    return () => themes.disconnect();
  }, []);
  return theme;
}

// The mean of each hour in each month: what the tones say, in figures.
function meansOf(data, numbers) {
  const months = [];
  for (let day = 0; day < data.day_count; day += 1) {
    const name = nameOf(dayOf(data, day), { month: "short", year: "numeric" });
    if (months.at(-1)?.name !== name) months.push({ name, sums: new Float64Array(HOURS), counts: new Uint16Array(HOURS) });
    const month = months.at(-1);
    for (let hour = 0; hour < HOURS; hour += 1) {
      const number = numbers[day * HOURS + hour];
      if (number < 0) continue;
      month.sums[hour] += number;
      month.counts[hour] += 1;
    }
  }
  return months;
}

function Means({ data, numbers, words }) {
  const months = meansOf(data, numbers);
  const rows = Array.from({ length: HOURS }, (_, hour) =>
    createElement(
      "tr",
      { key: hour },
      createElement("th", { scope: "row" }, `${hourName(hour)} to ${hourName(hour + 1)}`),
      months.map(({ name, sums, counts }) =>
        createElement("td", { key: name, className: "figure" }, counts[hour] ? (sums[hour] / counts[hour]).toFixed(2) : "–"),
      ),
    ),
  );
  const columns = [words.hour, ...months.map(({ name }) => name)];
  return createElement(PlainTable, { columns, rows, label: `${words.means} (${data.unit})` });
}

function Legend({ data, words, legend }) {
  const item = (level, text) =>
    createElement(
      "li",
      { key: level },
      createElement("span", { className: "swatch heat-tone", "data-level": level, "aria-hidden": "true" }),
      text,
    );
  const items = data.level_words.map((text, at) => item(at, text));
  return createElement(
    "ul",
    { ref: legend, className: "legend", "aria-label": words.legend },
    ...items,
    item("missing", words.missing),
  );
}

export function HeatMap({ data, label, words }) {
  const frame = useRef(null);
  const canvas = useRef(null);
  const legend = useRef(null);
  const navigate = useNavigate();
  const numbers = useMemo(() => numbersOf(data), [data]);
  const estimated = useMemo(() => estimatedOf(data), [data]);
  const [read, setRead] = useState({ key: "", at: 0 });
  const width = useWidth(frame);
  const theme = useTheme();
  const places = useMemo(() => placesOf(data, width || NARROW), [data, width]);
  const last = numbers.length - 1;
  const isRead = read.key === data.key;
  const at = isRead ? Math.min(read.at, last) : 0;
  const hrefOf = (cell) => data.href + dayOf(data, Math.floor(cell / HOURS)).toISOString().slice(0, 10);
  const choose = (cell) => setRead({ key: data.key, at: Math.min(Math.max(cell, 0), last) });

  const drawOn = (context) => {
    const style = getComputedStyle(frame.current);
    const swatches = [...legend.current.querySelectorAll(".heat-tone")];
    const tones = swatches.map((swatch) => getComputedStyle(swatch).backgroundColor);
    const [ink, edge] = ["--ink-soft", "--edge"].map((name) => style.getPropertyValue(name).trim());
    paint(context, { data, numbers, places, tones, ink, edge });
  };
  useEffect(() => {
    if (!width) return;
    const scale = window.devicePixelRatio || 1;
    const context = canvas.current.getContext("2d");
    canvas.current.width = width * scale;
    canvas.current.height = places.height * scale;
    context.scale(scale, scale);
    drawOn(context);
    frame.current.dataset.drawn = "true";
  }, [data, width, theme]);

  const onKeyDown = (event) => {
    const [hour, day] = places.isNarrow ? ["Right", "Down"] : ["Down", "Right"];
    const [hourBack, dayBack] = places.isNarrow ? ["Left", "Up"] : ["Up", "Left"];
    const steps = { [`Arrow${hour}`]: 1, [`Arrow${hourBack}`]: -1, [`Arrow${day}`]: HOURS, [`Arrow${dayBack}`]: -HOURS };
    Object.assign(steps, { PageDown: 30 * HOURS, PageUp: -30 * HOURS, Home: -at, End: last - at });
    if (goesElsewhere(event)) return;
    if (event.key === "Enter") navigate(hrefOf(at), { preventScrollReset: true });
    else if (event.key in steps) choose(at + steps[event.key]);
    else return;
    event.preventDefault();
  };
  const onPointer = (event) => {
    const box = frame.current.getBoundingClientRect();
    const cell = places.cellAt(event.clientX - box.left, event.clientY - box.top);
    if (cell !== null) choose(cell);
  };
  const said = wordsAt(data, numbers, estimated, words, at);
  const map = createElement(
    "div",
    {
      ref: frame,
      className: "heat-map",
      role: "slider",
      tabIndex: 0,
      "aria-label": label,
      "aria-valuemin": 0,
      "aria-valuemax": last,
      "aria-valuenow": at,
      "aria-valuetext": said,
      "data-chart": "hours",
      "data-drawn": "false",
      style: { height: `${places.height}px` },
      onKeyDown,
      onFocus: () => isRead || choose(0),
      onPointerMove: onPointer,
      onClick: onPointer,
    },
    createElement("canvas", { ref: canvas, "aria-hidden": "true" }),
    isRead ? createElement("span", { className: "heat-cell", style: pixels(places.boxOf(at)) }) : null,
  );
  const readout = isRead
    ? [said, ". ", createElement(Link, { key: "day", to: hrefOf(at), preventScrollReset: true }, words.open)]
    : words.hint;
  return createElement(
    "div",
    { className: "usage-chart" },
    map,
    createElement("p", { className: "readout" }, readout),
    createElement(Legend, { data, words, legend }),
    createElement(
      "div",
      { className: "chart-tools" },
      createElement(Folded, { words, draw: () => createElement(Means, { data, numbers, words }) }),
      createElement(SavePicture, { box: frame, paint: drawOn, name: `hours ${data.key}`, words }),
    ),
  );
}

function pixels(box) {
  return Object.fromEntries(Object.entries(box).map(([name, value]) => [name, `${value}px`]));
}
