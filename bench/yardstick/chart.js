// Draws bars or a line as SVG and keeps live values current. Hand-written; no library.
const SVG = 'http://www.w3.org/2000/svg';
const node = (name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  return made;
};

function sparkline(place) {
  const values = JSON.parse(place.dataset.values);
  const top = Math.max(...values, 1);
  const points = values.map((value, at) => `${(at * 300) / (values.length - 1)},${46 - (value * 42) / top}`);
  const svg = node('svg', { viewBox: '0 0 300 48', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  svg.append(node('path', { d: 'M' + points.join('L'), fill: 'none', stroke: 'currentColor', 'stroke-width': 2 }));
  place.replaceChildren(svg);
  place.dataset.drawn = 'true';
}

function ticksOf(top) {
  const power = 10 ** Math.floor(Math.log10(top / 4));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => top / size <= 5);
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, at) => at * step);
}

function barChart(place, series) {
  const width = 1000, height = 300, left = 52, bottom = 268;
  const top = Math.max(...series.bars.map((bar) => bar[1]), 1) * 1.08;
  const scale = (bottom - 12) / top;
  const svg = node('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': series.sentence });
  for (const tick of ticksOf(top)) {
    const y = bottom - tick * scale;
    svg.append(node('path', { d: `M${left} ${y}H${width}`, stroke: 'var(--line)' }));
    svg.append(node('text', { x: left - 8, y: y + 4, 'text-anchor': 'end', 'font-size': 13, fill: 'var(--soft)' }, tick));
  }
  const slot = (width - left) / series.bars.length;
  const every = Math.ceil(series.bars.length / 10);
  series.bars.forEach(([label, value, quality], at) => {
    const x = left + at * slot + slot * 0.12, tall = value * scale;
    const fill = quality === 2 ? 'none' : 'currentColor';
    const bar = node('path', { d: `M${x} ${bottom}v${-tall}h${slot * 0.76}v${tall}z`, fill, stroke: 'currentColor' });
    bar.append(node('title', {}, `${label}: ${value}`));
    svg.append(bar);
    if (at % every === 0) {
      const mark = { x: x + slot * 0.38, y: 290, 'text-anchor': 'middle', 'font-size': 13, fill: 'var(--soft)' };
      svg.append(node('text', mark, label));
    }
  });
  place.replaceChildren(svg);
  place.dataset.key = series.key;
  place.dataset.drawn = 'true';
}

function showSeries(series) {
  barChart(document.querySelector('.chart'), series);
  document.querySelector('[data-sentence]').textContent = series.sentence;
  document.querySelector('[data-rows]').innerHTML = series.bars
    .map(([label, value]) => `<tr><td>${label}</td><td>${value}</td></tr>`).join('');
  for (const tab of document.querySelectorAll('.tab')) {
    if (tab.dataset.span === series.key) tab.setAttribute('aria-current', 'true');
    else tab.removeAttribute('aria-current');
  }
}

async function switchRange(event) {
  const tab = event.target.closest('.tab');
  if (!tab) return;
  event.preventDefault();
  history.pushState(null, '', tab.href);
  document.querySelector('.chart').dataset.drawn = 'false';
  showSeries(await (await fetch('/series?range=' + tab.dataset.span)).json());
}

function filterCards(event) {
  const button = event.target.closest('button[data-kind]');
  if (!button) return;
  let shown = 0;
  for (const card of document.querySelectorAll('article[data-kind]')) {
    card.hidden = button.dataset.kind !== 'all' && card.dataset.kind !== button.dataset.kind;
    if (!card.hidden) shown += 1;
  }
  for (const other of document.querySelectorAll('button[data-kind]')) other.setAttribute('aria-pressed', other === button);
  document.querySelector('[data-count-text]').textContent =
    `${button.textContent}: ${shown} of ${document.querySelectorAll('article[data-kind]').length} accounts`;
}

document.querySelectorAll('.spark').forEach(sparkline);
const first = document.getElementById('series');
if (first) showSeries(JSON.parse(first.textContent));
document.addEventListener('click', switchRange);
document.addEventListener('click', filterCards);
new EventSource('/live').onmessage = (message) => {
  for (const [key, text] of Object.entries(JSON.parse(message.data))) {
    for (const place of document.querySelectorAll(`[data-live-key="${key}"]`)) place.textContent = text;
  }
};
