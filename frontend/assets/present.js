// Talk mode: large letters, no controls, keys; a story stepped through; a run that sharpens again from its stored draws.
"use strict";

(() => {
  const SIZE = 18; // px, the least of any letter in a figure
  const PARTS = ["present", "show", "hide"];
  const AT = "mhoscope-talk";
  const FRAMES = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 36, 46, 60, 80, 100, 150, 250, 500, 1000];
  const FRAME_MS = 220;
  const m = window.mhoscope;
  const root = document.documentElement;
  const presenting = () => root.hasAttribute("data-present");

  // --- What of an address is about showing, and not about the view -------------------------------------------------

  function parted(search) {
    const [view, parts] = [[], []];
    search
      .replace(/^\?/, "")
      .split("&")
      .filter(Boolean)
      .forEach((pair) => (PARTS.includes(pair.split("=")[0]) ? parts : view).push(pair));
    return { view, parts };
  }

  const joined = (pairs) => (pairs.length ? `?${pairs.join("&")}` : "");
  const plain = (search) => joined(parted(search).view);
  const withParts = (search) => joined([...parted(search).view, ...parted(window.location.search).parts]);

  function goTo(address) {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate", { detail: address }));
  }

  function toggle() {
    const { view, parts } = parted(window.location.search);
    const rest = parts.filter((pair) => !pair.startsWith("present="));
    if (presenting()) endTalk();
    goTo(window.location.pathname + joined([...view, ...rest, ...(presenting() ? [] : ["present=1"])]));
  }

  function followParts() {
    const before = presenting();
    window.showParts();
    showTalk();
    if (before !== presenting()) document.querySelectorAll(".js-plotly-plot").forEach(redraw);
    else window.dispatchEvent(new Event("resize"));
  }

  // --- Figures for the last row ------------------------------------------------------------------------------------

  const font = (given, size) => ({ ...given, size: Math.max(size, (given && given.size) || 0) });
  const spelled = (text) => (typeof text === "string" ? text.replace(/font-size: ?\d+px/g, `font-size:${SIZE}px`) : text);

  function largerAxis(axis) {
    const title = typeof axis.title === "string" ? { text: axis.title } : axis.title;
    return { ...axis, tickfont: font(axis.tickfont, SIZE), title: { ...title, font: font(title && title.font, SIZE + 2) } };
  }

  function larger({ data, layout }) {
    const grown = { ...layout, font: font(layout.font, SIZE), hoverlabel: { ...layout.hoverlabel, font: { size: SIZE } } };
    if (layout.height) grown.height = 1.6 * layout.height;
    const axes = ["xaxis", "yaxis", ...Object.keys(layout).filter((key) => /^[xy]axis\d+$/.test(key))];
    axes.forEach((key) => (grown[key] = largerAxis(layout[key] || {})));
    grown.annotations = (layout.annotations || []).map((note) => ({ ...note, font: font(note.font, SIZE) }));
    const traces = data.map((trace) => ({
      ...trace,
      ...(Array.isArray(trace.y) && typeof trace.y[0] === "string" ? { y: trace.y.map(spelled) } : {}),
      ...(trace.line && trace.line.width ? { line: { ...trace.line, width: 1.7 * trace.line.width } } : {}),
      ...(trace.marker && trace.marker.size > 0 ? { marker: { ...trace.marker, size: 1.6 * trace.marker.size } } : {}),
    }));
    return { data: traces, layout: grown };
  }

  // Before the first figure is here: nothing, rather than axes of nothing.
  const BLANK = {
    xaxis: { visible: false },
    yaxis: { visible: false },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
  };

  function asShown(figure) {
    if (!figure.data.length && !(figure.layout && figure.layout.template))
      return { ...figure, layout: { ...BLANK, ...figure.layout } };
    return presenting() ? { ...figure, ...larger({ data: figure.data, layout: figure.layout || {} }) } : figure;
  }

  // Every figure of every page goes through here; what the page asked for stays on the element, for pictures and stories.
  function watchPlotly() {
    const { Plotly } = window;
    if (!Plotly || !Plotly.react || Plotly.mhoscope) return;
    const react = Plotly.react;
    Plotly.mhoscope = true;
    Plotly.react = (place, figure, ...rest) => {
      const graph = typeof place === "string" ? document.getElementById(place) : place;
      if (!figure || !Array.isArray(figure.data) || rest.length) return react(place, figure, ...rest);
      graph.asked = figure;
      const bar = presenting() ? { displayModeBar: false } : {};
      return react(place, { ...asShown(figure), config: { ...figure.config, ...bar } });
    };
  }

  function redraw(graph) {
    if (graph.asked) window.Plotly.react(graph, graph.asked);
  }

  // --- The story ---------------------------------------------------------------------------------------------------

  const talkAt = () => {
    const kept = sessionStorage.getItem(AT);
    return kept === null ? null : Number(kept);
  };

  function step(to) {
    const steps = m.story().steps;
    if (!steps.length) return;
    const now = Math.min(Math.max(to, 0), steps.length - 1);
    sessionStorage.setItem(AT, now);
    const [path, search] = steps[now].link.split("?");
    const { view, parts } = parted(search || "");
    goTo(path + joined([...view, ...parts.filter((pair) => !pair.startsWith("present=")), "present=1"]));
  }

  function endTalk() {
    sessionStorage.removeItem(AT);
    document.getElementById("talk-notes").hidden = true;
  }

  function showTalk() {
    const bar = document.getElementById("talk");
    if (!bar) return;
    const at = presenting() ? talkAt() : null;
    const steps = m.story().steps;
    const now = at === null ? null : steps[at];
    bar.hidden = !now;
    root.toggleAttribute("data-talk", Boolean(now));
    document.getElementById("talk-title").textContent = now ? now.title : "";
    const box = document.getElementById("talk-notes");
    box.textContent = now ? now.notes : "";
    if (!box.textContent) box.hidden = true;
    document.getElementById("talk-count").textContent = now ? `${at + 1} / ${steps.length}` : "";
  }

  function notes() {
    const box = document.getElementById("talk-notes");
    box.hidden = !box.hidden || !box.textContent;
  }

  // --- A run again, draw by draw -----------------------------------------------------------------------------------

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

  let replaying = null;

  async function replay() {
    const graph = m.graphOf("accuracy");
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
      await new Promise((done) => setTimeout(done, still ? 1000 : FRAME_MS));
    }
    replaying = null;
    redraw(graph);
    m.say("All draws, with their intervals");
  }

  // --- Keys --------------------------------------------------------------------------------------------------------

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen().catch(() => m.say("This browser does not allow the whole screen here"));
  }

  document.addEventListener("keydown", (event) => {
    if (
      !presenting() ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      event.target.closest("input, textarea, select, [role=slider]")
    )
      return;
    const at = talkAt();
    const does = {
      ArrowRight: () => at !== null && step(at + 1),
      PageDown: () => at !== null && step(at + 1),
      ArrowLeft: () => at !== null && step(at - 1),
      PageUp: () => at !== null && step(at - 1),
      Escape: () => document.fullscreenElement || toggle(),
      n: notes,
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does || document.querySelector("[role=dialog]")) return;
    event.preventDefault();
    does();
  });

  // Figures go to paper as large as they are drawn: heights that depend on the window would leave them floating.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".dash-graph").forEach((graph) => {
      graph.dataset.height = graph.style.height;
      graph.style.height = `${graph.offsetHeight}px`;
    });
  });
  window.addEventListener("afterprint", () => {
    document.querySelectorAll(".dash-graph[data-height]").forEach((graph) => {
      graph.style.height = graph.dataset.height;
      delete graph.dataset.height;
    });
  });

  window.addEventListener("plotly", watchPlotly);
  window.addEventListener("popstate", followParts);
  window.addEventListener("_dashprivate_pushstate", followParts);
  watchPlotly();

  Object.assign(m, { larger, plain, withParts, goTo, step, showTalk });
  Object.assign(m.actions, { talk: toggle, fullScreen, replay });
})();
