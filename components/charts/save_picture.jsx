// Saves a chart as a PNG with its title and sentence above it: drawn here, for the policy of the pages lets no library run
// code made of text.
import { createElement } from "react";

const SCALE = 2;
const PADDING = 16;
const KEPT = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
  "transform",
  "display",
  "vector-effect",
];

function copyStyles(from, to) {
  const style = getComputedStyle(from);
  for (const name of KEPT) to.style.setProperty(name, style.getPropertyValue(name));
  to.style.setProperty("font-family", "system-ui, sans-serif");
  for (let at = 0; at < from.children.length; at += 1) copyStyles(from.children[at], to.children[at]);
}

function imageOf(svg, width, height) {
  const copy = svg.cloneNode(true);
  copyStyles(svg, copy);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.style.setProperty("overflow", "visible");
  return copy;
}

// All drawings of a plot as one, each in its own place.
export async function paintDrawings(context, plot) {
  const { width, height, left, top } = plot.getBoundingClientRect();
  const whole = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  whole.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  whole.setAttribute("width", width * SCALE);
  whole.setAttribute("height", height * SCALE);
  whole.setAttribute("viewBox", `0 0 ${width} ${height}`);
  for (const svg of plot.querySelectorAll(":scope > svg")) {
    const box = svg.getBoundingClientRect();
    const copy = imageOf(svg, box.width, box.height);
    copy.setAttribute("x", box.left - left);
    copy.setAttribute("y", box.top - top);
    whole.appendChild(copy);
  }
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(whole))}`;
  await image.decode();
  context.drawImage(image, 0, 0, width, height);
}

function linesOf(context, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

async function pictureOf(box, paint) {
  const sheet = box.closest("section");
  const style = getComputedStyle(sheet);
  const { width, height } = box.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const heading = sheet.querySelector("h2, h3")?.textContent ?? "";
  const telling = sheet.querySelector(".sentence")?.textContent ?? "";
  const font = `system-ui, sans-serif`;
  context.font = `15px ${font}`;
  const lines = linesOf(context, telling, width);
  const head = 34 + lines.length * 20 + 8;
  canvas.width = (width + 2 * PADDING) * SCALE;
  canvas.height = (height + head + 2 * PADDING) * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(PADDING, PADDING);
  context.fillStyle = style.color;
  context.font = `bold 19px ${font}`;
  context.fillText(heading, 0, 20);
  context.font = `15px ${font}`;
  lines.forEach((line, at) => context.fillText(line, 0, 44 + at * 20));
  context.translate(0, head);
  await paint(context);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export function saveAs(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function SavePicture({ box, paint, name, words }) {
  const save = async () => saveAs(await pictureOf(box.current, paint), `${name.replace(/[^\w-]+/g, "-")}.png`);
  return createElement("button", { type: "button", className: "chart-save", onClick: save }, words.save);
}
