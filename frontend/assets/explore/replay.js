// A run again, draw by draw, from its stored draws.
"use strict";

(() => {
  const m = window.mhoscope;
  const FRAMES = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 36, 46, 60, 80, 100, 150, 250, 500, 1000];
  const FRAME_MS = 220;
  const STILL_MS = 1000; // for who does not want things to move
  let replaying = null;

  // Means over the first draws, exact; the interval belongs to all of them, so its band waits for the end.
  function means(points, n) {
    const lines = new Map();
    points.forEach((point) => {
      const some = point.correct.slice(0, n);
      const mean = (100 * some.reduce((sum, right) => sum + right, 0)) / some.length / point.images;
      if (!lines.has(point.network)) lines.set(point.network, []);
      lines.get(point.network).push([point.x, mean]);
    });
    lines.forEach((line) => line.sort((a, b) => a[0] - b[0]));
    return lines;
  }

  function frame(figure, lines, low) {
    const data = figure.data
      .filter((trace) => trace.fill !== "toself")
      .map((trace) => {
        const line = lines.get(trace.legendgroup);
        if (trace.mode !== "lines+markers" || !line || line.length !== trace.x.length) return trace;
        return { ...trace, y: line.map(([, mean]) => mean) };
      });
    const axis = figure.layout.yaxis || {};
    const range = axis.range ? { range: [Math.min(axis.range[0], low), axis.range[1]] } : {};
    return { ...figure, data, layout: { ...figure.layout, yaxis: { ...axis, ...range } } };
  }

  async function replay() {
    const graph = m.kit.graphOf("accuracy");
    const run = (document.getElementById("csv")?.getAttribute("href") || "").split("/")[4];
    if (replaying || !graph || !graph.asked || !run) return;
    const answer = await fetch(`/api/v1/runs/${run}/draws`);
    const points = answer.ok ? (await answer.json()).items.filter((point) => point.correct.length && point.y === null) : [];
    if (!points.length) return m.say("The single draws of this run are not kept here");
    const figure = graph.asked;
    const most = Math.max(...points.map((point) => point.correct.length));
    const counts = [...FRAMES.filter((n) => n < most), most];
    const low = Math.min(...counts.flatMap((n) => [...means(points, n).values()].flat().map(([, mean]) => mean))) - 1.5;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const n of still ? [1, 5, most] : counts) {
      replaying = frame(figure, means(points, n), low);
      await window.Plotly.react(graph, replaying);
      if (graph.asked !== replaying) break; // another figure has come meanwhile
      graph.asked = figure;
      m.say(`Mean over ${n === 1 ? "the first draw" : `at most ${n} draws`}`);
      await new Promise((done) => setTimeout(done, still ? STILL_MS : FRAME_MS));
    }
    replaying = null;
    m.kit.redraw(graph);
    m.say("All draws, with their intervals");
  }

  m.add("actions", { replay });
})();
