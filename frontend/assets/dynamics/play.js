// Trajectories over time: states move through the plane, in the browser alone.
"use strict";

(() => {
  const m = window.mhoscope;
  const FIGURE = "dynamics-figure-trajectories";
  const LEAST_MS = 2400; // the whole way of a short sequence, and at most of a long one
  const MOST_MS = 9000;
  const STEP_MS = 450;
  const FRAME_MS = 30; // no frame sooner than this after the one before
  const CALM_MS = 700; // a step for those who want less motion

  const whole = new WeakMap(); // coordinates of each trace as the server gave them
  let playing = null; // what ends it
  let step = null; // what is shown
  let drawing = false;

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // The paths of a line with gaps.
  function paths({ x, y }) {
    const found = [[]];
    x.forEach((value, at) => {
      if (value === null) found.push([]);
      else found[found.length - 1].push([value, y[at]]);
    });
    return found.filter((path) => path.length);
  }

  // Where a path is at a time between its steps, counted from 1.
  function placeAt(path, time) {
    const at = Math.min(Math.max(time, 1), path.length);
    const low = Math.floor(at);
    const [a, b] = [path[low - 1], path[Math.min(low, path.length - 1)]];
    return [a[0] + (at - low) * (b[0] - a[0]), a[1] + (at - low) * (b[1] - a[1])];
  }

  // A line as far as a time, or where its paths are then.
  function until(line, time, moves) {
    const found = paths(line);
    if (moves === "head") {
      const places = found.map((path) => placeAt(path, time));
      return { x: places.map(([x]) => x), y: places.map(([, y]) => y) };
    }
    const cut = found.flatMap((path) => [...path.slice(0, Math.floor(time)), placeAt(path, time), [null, null]]);
    return { x: cut.map(([x]) => x), y: cut.map(([, y]) => y) };
  }

  const stepsOf = (data) => Math.max(1, ...data.filter(moving).map((trace) => paths(wholeOf(trace))[0]?.length || 1));
  const moving = (trace) => trace.meta?.moves === "path";

  function wholeOf(trace) {
    if (!whole.has(trace)) whole.set(trace, { x: Array.from(trace.x), y: Array.from(trace.y) });
    return whole.get(trace);
  }

  // Traces as they are asked for, which a talk draws larger: both have the same coordinates.
  const sources = (graph) => (graph.asked?.data?.length === graph.data.length ? graph.asked.data : graph.data);

  async function drawAt(graph, time) {
    if (drawing) return;
    const [x, y, places] = [[], [], []];
    sources(graph).forEach((trace, at, all) => {
      const moves = trace.meta?.moves;
      if (!moves) return;
      const cut = until(wholeOf(moves === "head" ? all[at - 1] : trace), time, moves);
      x.push(cut.x);
      y.push(cut.y);
      places.push(at);
    });
    if (!places.length) return;
    drawing = true;
    try {
      await window.Plotly.restyle(graph, { x, y }, places);
    } finally {
      drawing = false;
    }
  }

  // The graph once it draws a figure: it comes a moment later than its numbers.
  function whenDrawn(figure, does, patience = 60) {
    const graph = m.kit.graphOf(FIGURE);
    const there = graph?.asked?.layout?.meta?.name === figure.layout?.meta?.name && graph.data?.length === figure.data.length;
    if (there && graph._fullLayout) does(graph);
    else if (patience > 0) setTimeout(() => whenDrawn(figure, does, patience - 1), 50);
  }

  function rest() {
    if (playing) playing();
    playing = null;
    const button = document.getElementById("dynamics-play");
    if (!button) return;
    button.setAttribute("aria-pressed", "false");
    button.lastChild.textContent = "Play";
  }

  const said = (now, steps) => `step ${now} of ${steps}`;

  // A new figure, or another step of it. A sequence of another length begins at its end.
  function show(figure, wanted) {
    if (!figure?.data?.length) return [m.skip(), m.skip(), m.skip()];
    figure.data.forEach((trace) => trace.meta?.moves && wholeOf(trace));
    const steps = stepsOf(figure.data);
    const byHand = (window.dash_clientside.callback_context.triggered_id || "").endsWith("-step");
    if (byHand && playing) return [m.skip(), m.skip(), said(wanted, steps)]; // the player moves the slider
    const now = byHand ? Math.min(wanted, steps) : Math.min(step ?? steps, steps);
    const same = show.steps === steps;
    const shown = byHand || same ? now : steps;
    show.steps = steps;
    step = shown;
    if (byHand || shown < steps) whenDrawn(figure, (graph) => drawAt(graph, shown));
    return [same ? m.skip() : steps, shown === wanted ? m.skip() : shown, said(shown, steps)];
  }

  function tellStep(time) {
    const now = Math.floor(time + 1e-6);
    if (now === step) return;
    step = now;
    m.setProps("dynamics-step", { value: now });
  }

  function play() {
    if (playing) {
      rest();
      const graph = m.kit.graphOf(FIGURE);
      if (graph && step) drawAt(graph, step);
      return m.skip();
    }
    const graph = m.kit.graphOf(FIGURE);
    if (!graph?.data?.length) return m.skip();
    const steps = stepsOf(sources(graph));
    const from = step && step < steps ? step : 1;
    const button = document.getElementById("dynamics-play");
    button.setAttribute("aria-pressed", "true");
    button.lastChild.textContent = "Pause";
    playing = calm() ? inSteps(graph, from, steps) : smoothly(graph, from, steps);
    return m.skip();
  }

  function inSteps(graph, from, steps) {
    let now = from;
    const go = () => {
      drawAt(graph, now);
      tellStep(now);
      if (now >= steps) rest();
      now += 1;
    };
    const timer = setInterval(go, CALM_MS);
    go();
    return () => clearInterval(timer);
  }

  function smoothly(graph, from, steps) {
    const perStep = Math.min(Math.max(steps * STEP_MS, LEAST_MS), MOST_MS) / Math.max(steps - 1, 1);
    const begun = performance.now();
    let last = 0;
    let frame = null;
    const go = (now) => {
      if (!graph.isConnected) {
        rest();
        return;
      }
      const time = Math.min(from + (now - begun) / perStep, steps);
      if (now - last >= FRAME_MS || time >= steps) {
        last = now;
        drawAt(graph, time);
        tellStep(time);
      }
      if (time >= steps) {
        rest();
        setTimeout(() => drawAt(graph, steps), 2 * FRAME_MS); // the frame before may still be drawn
      } else frame = requestAnimationFrame(go);
    };
    frame = requestAnimationFrame(go);
    return () => cancelAnimationFrame(frame);
  }

  m.add("dynamics", { show, play, rest, until });
})();
