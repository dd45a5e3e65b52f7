// What a recurrent network reads at a time step: pixels are shaded, and the step is marked in the figures of its state.
"use strict";

(() => {
  const LATER = "rgba(0, 0, 0, 0.55)";
  const NOW = "rgba(255, 160, 0, 0.55)";

  function wipe(canvas) {
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  }

  function shade(canvas, about, from) {
    const size = canvas.width / about.width;
    const ink = canvas.getContext("2d");
    wipe(canvas);
    for (let pixel = 0; pixel < about.width * about.height; pixel += 1) {
      const later = about.backwards ? pixel < from : pixel >= from + about.values;
      if (!later && (pixel < from || pixel >= from + about.values)) continue;
      ink.fillStyle = later ? LATER : NOW;
      ink.fillRect((pixel % about.width) * size, Math.floor(pixel / about.width) * size, size + 0.5, size + 0.5);
    }
  }

  function mark(step) {
    ["clean", "chip", "spread"].forEach((name) => {
      const figure = document.querySelector(`#see-hidden-${name} .js-plotly-plot`);
      if (!figure || !figure.layout || !window.Plotly || !window.Plotly.relayout) return;
      const line = { width: 2, color: "#ffa000" };
      const edge = { type: "rect", x0: step - 0.5, x1: step + 0.5, y0: 0, y1: 1, yref: "paper", line };
      window.Plotly.relayout(figure, { shapes: [edge] });
    });
  }

  function showStep(step, about) {
    const canvas = document.getElementById("see-reading");
    if (!canvas) return "";
    if (!about) {
      wipe(canvas);
      mark(step || 1);
      return "";
    }
    const now = Math.min(step || 1, about.steps);
    const from = (about.backwards ? about.steps - now : now - 1) * about.values;
    shade(canvas, about, from);
    mark(now);
    return `Step ${now} of ${about.steps}: pixels ${from + 1} to ${from + about.values}, row by row.`;
  }

  window.mhoscope.add("see", { showStep });
})();
