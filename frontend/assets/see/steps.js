// What a recurrent network reads at a time step: pixels are shaded, and the step is marked in the figures of its state.
"use strict";

(() => {
  const LATER = "rgba(0, 0, 0, 0.55)";
  const NOW = "rgba(255, 160, 0, 0.55)";

  function wipe(canvas) {
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
  }

  function shade(canvas, about, from) {
    // Of a sequence, time goes to the right, and a time step is a column.
    const [columns, rows] = about.sequence ? [about.height, 1] : [about.width, about.height];
    const each = about.sequence ? about.width : 1;
    const [width, height] = [canvas.width / columns, canvas.height / rows];
    const ink = canvas.getContext("2d");
    wipe(canvas);
    for (let place = 0; place < columns * rows; place += 1) {
      const value = place * each;
      const later = about.backwards ? value < from : value >= from + about.values;
      if (!later && (value < from || value >= from + about.values)) continue;
      ink.fillStyle = later ? LATER : NOW;
      ink.fillRect((place % columns) * width, Math.floor(place / columns) * height, width + 0.5, height + 0.5);
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
    if (about.sequence) return `Step ${now} of ${about.steps}.`;
    return `Step ${now} of ${about.steps}: pixels ${from + 1} to ${from + about.values}, row by row.`;
  }

  window.mhoscope.add("see", { showStep });
})();
