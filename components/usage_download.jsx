// Fetches the file of a form and says how far it has come; it can be stopped, and a failure is told in words. Without
// this script the browser sends the form by itself.
import { createElement, useEffect, useRef, useState } from "react";
import { saveAs } from "$/public/external/components/charts/shared/save_picture.jsx";

const QUIET_MS = 1_000;

function nameOf(answer) {
  const found = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  return found ? decodeURIComponent(found[1]) : "usage";
}

async function refusalOf(answer, words) {
  const isTold = answer.status === 404 && (answer.headers.get("content-type") ?? "").startsWith("text/plain");
  return isTold ? answer.text() : words.failed;
}

async function readWhole(answer, tell) {
  const whole = Number(answer.headers.get("content-length")) || 0;
  const reader = answer.body.getReader();
  const pieces = [];
  let come = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    come += value.length;
    // Packed on its way, more comes than the length says.
    tell({ come, share: whole ? Math.min(come / whole, 1) : null });
  }
  if (whole && come < whole) throw new Error("cut short");
  return new Blob(pieces, { type: answer.headers.get("content-type") ?? "" });
}

export function UsageDownload({ words, children }) {
  const [state, setState] = useState({ is: "resting" });
  const running = useRef(null);
  useEffect(() => () => running.current?.abort(), []);

  const fetchFile = async (address) => {
    const stop = new AbortController();
    running.current?.abort();
    running.current = stop;
    // What takes a moment only is not told of.
    const begun = Date.now();
    const tell = (told) => running.current === stop && Date.now() - begun > QUIET_MS && setState({ is: "coming", ...told });
    const late = setTimeout(() => tell({ come: 0, share: null }), QUIET_MS + 20);
    setState({ is: "begun" });
    try {
      const answer = await fetch(address, { signal: stop.signal, credentials: "same-origin" });
      if (answer.redirected) {
        window.location.assign(answer.url);
        return;
      }
      if (!answer.ok) {
        setState({ is: "failed", text: await refusalOf(answer, words) });
        return;
      }
      saveAs(await readWhole(answer, tell), nameOf(answer));
      setState({ is: "done" });
    } catch {
      if (running.current === stop) setState(stop.signal.aborted ? { is: "stopped" } : { is: "failed", text: words.failed });
    } finally {
      clearTimeout(late);
    }
  };
  const onSubmit = (event) => {
    event.preventDefault();
    const form = event.target;
    fetchFile(`${form.action}?${new URLSearchParams(new FormData(form))}`);
  };
  return createElement("div", { onSubmit }, children, createElement(Telling, { state, words, onStop: () => running.current?.abort() }));
}

function Telling({ state, words, onStop }) {
  const said = { done: words.done, stopped: words.stopped, failed: state.text }[state.is];
  const megabytes = ((state.come ?? 0) / 1_000_000).toFixed(1);
  const isComing = state.is === "coming";
  const progress = isComing
    ? createElement("progress", {
        key: "progress",
        className: "download-progress",
        "aria-label": words.coming,
        max: 1,
        ...(state.share === null ? {} : { value: state.share }),
      })
    : null;
  const stop = isComing
    ? createElement("button", { key: "stop", type: "button", className: "button", "data-kind": "plain", onClick: onStop }, words.stop)
    : null;
  return createElement(
    "div",
    { className: "row", "data-download": state.is },
    createElement("p", { role: "status" }, isComing ? `${words.coming} ${megabytes} MB` : (said ?? "")),
    progress,
    stop,
  );
}
