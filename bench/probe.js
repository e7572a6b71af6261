// Watches a page from its first instant, the same way on every site: first amount, charts, shifts, live texts, clicks.
(() => {
  const bench = { amount: null, amountText: '', charts: null, shifts: 0, changes: [], origin: performance.timeOrigin };
  window.__bench = bench;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) bench.shifts += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });

  const isSeen = (element) => {
    if (!element.textContent.includes('$')) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  const amounts = () => [...document.querySelectorAll('[data-amount], .amount')].filter(isSeen);
  const allDrawn = () => {
    const charts = [...document.querySelectorAll('[data-chart]')];
    return charts.length > 0 && charts.every((chart) => chart.dataset.drawn === 'true');
  };
  let watching = true;
  const frame = () => {
    if (!watching) return;
    if (bench.amount === null) {
      const seen = amounts()[0];
      if (seen) [bench.amount, bench.amountText] = [performance.now(), seen.textContent.trim()];
    }
    // A chart that appears later and is not drawn yet takes the mark back: the last moment counts.
    bench.charts = allDrawn() ? (bench.charts ?? performance.now()) : null;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  bench.loaded = async (quiet, limit, hasAmount = true) => {
    const isDone = () => (bench.amount !== null || !hasAmount) && bench.charts !== null && performance.now() - bench.charts > quiet;
    while (!isDone() && performance.now() < limit) await pause(50);
    watching = false;
    const isTrue = amounts().some((element) => element.textContent.trim() === bench.amountText);
    const charts = document.querySelectorAll('[data-chart]').length;
    const firstByte = performance.getEntriesByType('navigation')[0]?.responseStart ?? null;
    return { firstByte, amount: bench.amount, text: bench.amountText, isTrue, charts: bench.charts, count: charts, shifts: bench.shifts };
  };

  const named = (name) => {
    const title = (element) => (element.getAttribute('aria-label') ?? element.textContent).trim();
    const able = [...document.querySelectorAll('a, button, [role=tab], [role=radio]')];
    return able.find((element) => title(element) === name && element.checkVisibility());
  };
  bench.ready = async (name, limit) => {
    const until = performance.now() + limit;
    while (!named(name) && performance.now() < until) await pause(20);
    return Boolean(named(name));
  };

  const marks = (chart) =>
    [...chart.querySelectorAll('path, rect')].map((mark) => mark.getAttribute('d') ?? mark.getAttribute('height')).join();
  const clickOn = (name) => {
    const target = named(name);
    if (!target) throw new Error(`nothing named ${name} to click`);
    const start = performance.now();
    target.click();
    return start;
  };

  bench.range = (name, limit) =>
    new Promise((done, fail) => {
      const before = document.querySelector('[data-chart][data-key]');
      if (!before) return fail(new Error('no chart with a data-key'));
      const [key, drawing] = [before.dataset.key, marks(before)];
      const start = clickOn(name);
      const look = () => {
        const chart = document.querySelector('[data-chart][data-key]');
        const isNew = chart && chart.dataset.key !== key && chart.dataset.drawn === 'true';
        // Attributes alone are not believed: the marks of the chart must be others than before.
        if (isNew && (chart.querySelector('canvas') || marks(chart) !== drawing)) return done(performance.now() - start);
        if (performance.now() - start > limit) return fail(new Error(`${name} was not drawn within ${limit} ms`));
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });

  bench.text = (name, limit) =>
    new Promise((done, fail) => {
      const words = () => (document.querySelector('[data-count-text]') ?? document.querySelector('main')).textContent;
      const before = words();
      let start = 0;
      const observer = new MutationObserver(() => {
        if (words() === before) return;
        observer.disconnect();
        done(performance.now() - start);
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      setTimeout(() => (observer.disconnect(), fail(new Error(`${name} changed no text`))), limit);
      start = clickOn(name);
    });

  bench.follow = (key) => {
    const words = () => document.querySelector(`[data-live-key="${key}"]`)?.textContent;
    let last = words();
    new MutationObserver(() => {
      const text = words();
      if (text === undefined || text === last) return;
      last = text;
      bench.changes.push({ at: performance.timeOrigin + performance.now(), text });
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    return last ?? null;
  };

  bench.next = async (number, limit) => {
    const until = performance.now() + limit;
    while (bench.changes.length <= number && performance.now() < until) await pause(5);
    return bench.changes[number]?.at ?? null;
  };
})();
