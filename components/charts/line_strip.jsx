// The days of an internet line side by side; on a narrow screen thirty a row. Each day is a mark of its own.
import { createElement, useEffect, useMemo, useRef, useState } from "react";
import { Marks, Table, sentenceOf } from "$/public/external/components/charts/shared/chart_marks.jsx";
import { SavePicture } from "$/public/external/components/charts/shared/save_picture.jsx";

const ROW = 30;

export function LineStrip({ days, label, words }) {
  const frame = useRef(null);
  const [read, setRead] = useState(null);
  const [onRead] = useState(() => setRead);
  const data = useMemo(
    () => ({
      labels: days.map((day) => day.label),
      texts: days.map((day) => day.text),
      notes: days.map(() => ""),
      links: days.map(() => ""),
      levels: days.map((day) => day.level),
    }),
    [days],
  );
  useEffect(() => {
    frame.current.dataset.drawn = "true";
  }, []);
  const paint = (context) => {
    const origin = frame.current.getBoundingClientRect();
    for (const mark of frame.current.querySelectorAll(".chart-mark")) {
      const box = mark.getBoundingClientRect();
      const style = getComputedStyle(mark, "::before");
      const height = (box.height * parseFloat(style.height)) / (parseFloat(getComputedStyle(mark).height) || 1);
      context.fillStyle = style.backgroundColor;
      context.fillRect(box.left - origin.left + 1, box.bottom - origin.top - height, box.width - 2, height);
    }
  };
  const isRead = read !== null && read < days.length;
  return createElement(
    "div",
    { className: "usage-chart" },
    createElement(
      "div",
      { ref: frame, "data-chart": "line", "data-drawn": "false" },
      createElement(Marks, { data, label, opens: "", onRead, className: "line-strip", rowLength: ROW }),
    ),
    createElement("p", { className: "readout" }, isRead ? sentenceOf(data, read) : words.hint),
    createElement(
      "div",
      { className: "chart-tools" },
      createElement(Table, { data, words }),
      createElement(SavePicture, { box: frame, paint, name: "uptime", words }),
    ),
  );
}
