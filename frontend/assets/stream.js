// A run as it comes: server-sent events, merged point by point, at most ten figures a second.
"use strict";

(() => {
  const { skip, setProps, setAddress } = window.mhoscope;
  const POLL_AFTER_ERRORS = 3;
  const REDRAW_EVERY_MS = 100; // ten figures a second are smooth; more would only make the page busy
  const BEFORE_POINTS_MS = 250; // most first points come sooner, and one figure is drawn instead of two
  const REST_MS = 400;
  const PATIENCE_MS = 5000;
  let stream = null;
  let current = null;
  let timer = null;
  let patience = null;
  const waiting = {};

  const finished = (state) => !["queued", "running"].includes(state);
  const key = (point) => `${point.network}|${point.x}|${point.y}`;

  function show() {
    timer = null;
    if (current && document.getElementById("accuracy")) setProps("live", { data: { ...current } });
  }

  function showSoon(milliseconds = REDRAW_EVERY_MS) {
    if (timer === null) timer = setTimeout(show, milliseconds);
  }

  // What is not looked at first follows a moment later and less often, so that the figure does not wait for it.
  function later(store, data) {
    const begins = !(store in waiting);
    waiting[store] = data;
    if (!begins) return;
    setTimeout(() => {
      const latest = waiting[store];
      delete waiting[store];
      if (document.getElementById("accuracy")) setProps(store, { data: latest });
    }, REST_MS);
  }

  function settle(live) {
    later("settled", live);
    return skip();
  }

  function stop() {
    if (stream) stream.close();
    stream = null;
    clearTimeout(timer);
    timer = null;
    clearTimeout(patience);
  }

  // Points are whole and numbered: whatever arrives twice or late changes nothing.
  function merge(run, update) {
    if (update.sequence < run.sequence) return run;
    const points = new Map(run.points.map((point) => [key(point), point]));
    update.points.forEach((point) => points.set(key(point), point));
    return { ...run, ...update, points: [...points.values()], error: update.error || null };
  }

  // The curves that were there stay as a shadow until the new ones are known, so that one sees what a slider did.
  function shadow(begun) {
    const before = current && current.run;
    if (!before || !begun.run || finished(begun.run.state)) return null;
    if (before.id === begun.run.id) return current.shadow || null; // only the look of the figure has changed
    if (before.spec.sweep.x.parameter !== begun.run.spec.sweep.x.parameter) return null;
    if (before.spec.sweep.y || begun.run.spec.sweep.y) return null;
    return before.points.length > 1 ? before.points : current.shadow || null;
  }

  function received(update) {
    const run = merge(current.run, update);
    current = { ...current, waiting: false, run, shadow: finished(run.state) ? null : current.shadow };
  }

  // Where no stream can be had (a proxy that holds it back), the page asks again and again.
  function poll() {
    stop();
    setProps("poll", { disabled: false });
  }

  function listen(run) {
    let errors = 0;
    let first = true;
    const own = new EventSource(`/api/v1/runs/${run.id}/events?last_event_id=${run.sequence}`);
    stream = own;
    own.addEventListener("update", (event) => {
      if (own !== stream) return;
      errors = 0;
      const update = JSON.parse(event.data);
      received(update);
      if (first && update.points.length) {
        first = false;
        clearTimeout(timer);
        show(); // the first point does not wait for others
      } else showSoon();
    });
    own.addEventListener("end", () => {
      if (own !== stream) return;
      stop();
      show();
    });
    own.onerror = () => {
      errors += 1;
      if (own === stream && (errors >= POLL_AFTER_ERRORS || own.readyState === EventSource.CLOSED)) poll();
    };
  }

  // `begun` is what the server made of the controls: a run to follow, and the address of this view.
  function follow(begun) {
    stop();
    setAddress(begun.search, begun.first);
    later("followed", begun);
    current = { ...begun, shadow: shadow(begun), narrow: window.innerWidth < 900 };
    const run = begun.run;
    if (!run || finished(run.state)) {
      show();
      return true;
    }
    showSoon(BEFORE_POINTS_MS);
    patience = setTimeout(() => {
      if (current.run && current.run.state === "queued") {
        current = { ...current, waiting: true };
        showSoon();
      }
    }, PATIENCE_MS);
    listen(run);
    return true; // no polling while the stream runs
  }

  // The table of numbers is long: it is only made while it is open.
  function numbers(live, open) {
    return open && live && live.run ? { run: live.run, sweep: live.sweep } : skip();
  }

  // A press on a cell of a map: where it is cut, as the axes say it. Cells of an age are named in words.
  function cutAt(click, live) {
    const point = click && click.points && click.points[0];
    const sweep = live && live.run && live.run.spec.sweep;
    if (!point || !sweep || !sweep.y) return [skip(), skip()];
    const [row, column] = window.mhoscope.cellOf("accuracy", point);
    if (row < 0 || column < 0) return [skip(), skip()];
    const shown = (name, values, index) => (Number.isFinite(Number(name)) ? Number(name) : values[index]);
    return [shown(point.x, sweep.x.values, column), shown(point.y, sweep.y.values, row)];
  }

  window.addEventListener("beforeunload", stop);
  Object.assign(window.mhoscope, { follow, settle, stop, numbers, cutAt });
})();
