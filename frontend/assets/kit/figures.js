// Every figure of every page: large enough for the last row in a talk, as large on paper as on the screen.
"use strict";

(() => {
  const m = window.mhoscope;
  const SIZE = 18; // px, the least of any letter in a talk
  const root = document.documentElement;
  const presenting = () => root.hasAttribute("data-present");

  const font = (given, size) => ({ ...given, size: Math.max(size, (given && given.size) || 0) });
  const spelled = (text) => (typeof text === "string" ? text.replace(/font-size: ?\d+px/g, `font-size:${SIZE}px`) : text);

  function largerAxis(axis) {
    const title = typeof axis.title === "string" ? { text: axis.title } : axis.title;
    const named = axis.ticktext ? { ticktext: axis.ticktext.map(spelled) } : {};
    return {
      ...axis,
      ...named,
      tickfont: font(axis.tickfont, SIZE),
      title: { ...title, font: font(title && title.font, SIZE + 2) },
    };
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
    const empty = !figure.data.length && !(figure.layout && figure.layout.template);
    if (empty) return { ...figure, layout: { ...BLANK, ...figure.layout } };
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

  // The address may say anew whether this is a talk, and which parts of the page are shown (showParts is in the page's head).
  function followParts() {
    const before = presenting();
    window.showParts();
    m.tell("parts");
    if (before !== presenting()) document.querySelectorAll(".js-plotly-plot").forEach(redraw);
    else window.dispatchEvent(new Event("resize"));
  }

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
  m.on("address", followParts);
  watchPlotly();
  m.add("kit", { presenting, larger, redraw });
})();
