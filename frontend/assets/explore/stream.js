// A run as it comes: server-sent events, merged point by point, and figures of it ever less often.
"use strict";

(() => {
  const m = window.mhoscope;
  const { setProps } = m;
  const POLL_AFTER_ERRORS = 3;
  // A curve sharpens with the root of the time, so that a figure is worth drawing when a part more of it has gone by.
  // The processors are the workers' meanwhile.
  const REDRAW_AFTER_PART = 0.7;
  const REDRAW_AFTER_MS = [400, 1000];
  const FIRST_LOOK_MS = 350; // so long the server's own first look at a run may take (show_figures.py)
  const REST_MS = 400;
  const FIRST_REST_MS = 3000; // of a run that goes on: what it costs would hold up the curve
  const LONG_REST_MS = 2000;
  const PATIENCE_MS = 5000;
  const POLL_MS = 700;
  let stream = null;
  let current = null;
  let began = 0;
  let quietUntil = 0;
  let timer = null;
  let predicted = null;
  let patience = null;
  let polled = null; // the alarm of who is asked again and again
  const waiting = {};

  const finished = (state) => m.explore.finished(state);

  // The server draws a figure of what it is told. Of what has just begun it waits a moment for the first points.
  function tell(fresh) {
    setProps("live", { data: { ...current, fresh } });
    const running = current.run && !finished(current.run.state);
    const first = performance.now() - began < FIRST_REST_MS;
    later("settled", { ...current }, running ? (first ? FIRST_REST_MS : LONG_REST_MS) : REST_MS);
    if (!running && waiting.followed) later("followed", waiting.followed.data);
  }

  // Other runs that the figure shows too, and has to follow as it follows its own.
  const hasOthers = (view) => Boolean(view && (view.twin || (view.pins || []).length));

  function show() {
    clearTimeout(timer);
    timer = null;
    if (!current || !document.getElementById("accuracy")) return;
    tell(false);
  }

  // A prediction has come. It waits for a first figure that is under way, and is drawn with the next one if that comes sooner.
  function drawPrediction() {
    const first = Math.max(0, quietUntil - performance.now());
    const alone = () => {
      if (timer === null && current && document.getElementById("accuracy")) {
        setProps("live", { data: { ...current, fresh: false } });
      }
    };
    clearTimeout(predicted);
    predicted = setTimeout(alone, first);
    return m.skip();
  }

  function showSoon() {
    const now = performance.now();
    const [least, most] = REDRAW_AFTER_MS;
    const pause = Math.min(most, Math.max(least, REDRAW_AFTER_PART * (now - began)));
    if (timer === null) timer = setTimeout(show, Math.max(pause, quietUntil - now));
  }

  // What is not looked at first follows a moment later and less often, so that the figure does not wait for it.
  function later(store, data, rest = REST_MS) {
    const due = performance.now() + rest;
    const before = waiting[store];
    if (before && before.due <= due) {
      before.data = data;
      return;
    }
    if (before) clearTimeout(before.alarm);
    const alarm = setTimeout(() => {
      const latest = waiting[store].data;
      delete waiting[store];
      if (document.getElementById("accuracy")) setProps(store, { data: latest });
    }, rest);
    waiting[store] = { data, due, alarm };
  }

  function stop() {
    if (stream) stream.close();
    stream = null;
    clearTimeout(timer);
    timer = null;
    clearTimeout(predicted);
    clearTimeout(patience);
    clearTimeout(polled);
    polled = null;
  }

  function received(update) {
    current = { ...current, waiting: false, run: m.explore.merged(current.run, update) };
  }

  // Where no stream can be had (a proxy that holds it back), the page asks again and again.
  function poll(run) {
    stop();
    const own = setTimeout(async () => {
      const answer = await asked(`/api/v1/runs/${run.id}`);
      if (own !== polled) return; // another run is followed now
      if (answer.run) received(answer.run);
      current = { ...current, problem: answer.problem };
      show();
      if (!finished(current.run.state)) poll(run);
    }, POLL_MS);
    polled = own;
  }

  // What the server says of a run, and what went wrong, as a sentence.
  async function asked(address) {
    try {
      const answer = await fetch(address);
      const found = await answer.json();
      return answer.ok ? { run: found, problem: null } : { problem: found.detail };
    } catch {
      return { problem: "the server cannot be reached; is it still running?" };
    }
  }

  function listen(run) {
    let errors = 0;
    const own = new EventSource(`/api/v1/runs/${run.id}/events?last_event_id=${run.sequence}`);
    stream = own;
    own.addEventListener("update", (event) => {
      if (own !== stream) return;
      errors = 0;
      const nothing = !current.run.points.length;
      received(JSON.parse(event.data));
      // The first point does not wait for others, unless a first look is being drawn.
      if (nothing && current.run.points.length && performance.now() > quietUntil) show();
      else showSoon();
    });
    own.addEventListener("end", () => {
      if (own !== stream) return;
      stop();
      show();
    });
    own.onerror = () => {
      errors += 1;
      if (own === stream && (errors >= POLL_AFTER_ERRORS || own.readyState === EventSource.CLOSED)) poll(run);
    };
  }

  // `begun` is what the server made of the controls: a run to follow, and the address of this view. The figure that a page
  // comes with has been drawn already, but for what the page did not know when it was made.
  function follow(begun) {
    stop();
    m.explore.setAddress(begun.search, begun.first);
    const run = begun.run;
    const running = run && !finished(run.state);
    const alone = !hasOthers(begun) && !hasOthers(current);
    later("followed", begun, running && !begun.first && alone ? FIRST_REST_MS : REST_MS);
    current = { ...begun, narrow: window.innerWidth < 900 };
    began = performance.now();
    quietUntil = begun.first ? 0 : began + FIRST_LOOK_MS;
    tell(!begun.first);
    if (!running) return m.skip();
    patience = setTimeout(() => {
      if (current.run && current.run.state === "queued") {
        current = { ...current, waiting: true };
        showSoon();
      }
    }, PATIENCE_MS);
    listen(run);
    return m.skip();
  }

  // What a press has changed of the run: it is followed anew, at the same address.
  function change(changed) {
    return current && changed ? follow({ ...current, ...changed, search: null, first: false }) : m.skip();
  }

  window.addEventListener("beforeunload", stop);
  m.on("page", (path) => path !== "/" && stop());
  m.add("explore", { follow, change, drawPrediction });
})();
