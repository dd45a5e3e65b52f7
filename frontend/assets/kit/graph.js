// A figure on the page: what it shows, what is said of it, its numbers.
"use strict";

(() => {
  // A graph on the page; or, where the page shows something else, a figure that is kept beside it as text.
  function graphOf(id) {
    const box = document.getElementById(id);
    if (box?.dataset.figure) {
      const { data, layout } = JSON.parse(box.dataset.figure);
      return { data, layout, offsetWidth: 0, offsetHeight: layout.height, closest: (selector) => box.closest(selector) };
    }
    return box && (box.matches(".js-plotly-plot") ? box : box.querySelector(".js-plotly-plot"));
  }

  // Row and column of a cell of a map that was pressed; what Dash tells of the press has their names, and no numbers.
  function cellOf(id, { curveNumber, x, y }) {
    const trace = graphOf(id).data[curveNumber];
    const at = (names, name) => names.findIndex((one) => String(one) === String(name));
    return [at(trace.y, y), at(trace.x, x)];
  }

  // What is said of a figure: by itself (layout.meta), else by the card it stands in.
  function wordsOf(graph) {
    const meta = graph.layout.meta || {};
    const card = graph.closest(".card") || document.body;
    const text = (selector) => (card.querySelector(selector)?.innerText || "").trim();
    return {
      title: meta.title || text("h1, h2") || document.title,
      caption: meta.caption || text(".summary"),
      name: meta.name || `mhoscope-${(graph.closest("[id]")?.id || "figure").replace(/[^\w-]/g, "-")}`,
    };
  }

  // The numbers of a figure: those that come with it, else the cells of its map.
  function rowsOf(graph) {
    const { table } = graph.layout.meta || {};
    if (table) return [table.head, ...table.rows];
    const { z, x, y, x0, dx, y0, dy } = (graph._fullData || graph.data).find(({ type }) => type === "heatmap") || { z: [] };
    const names = (given, first, step, count) => given || Array.from({ length: count }, (_, at) => first + step * at);
    if (!z.length) return [];
    const down = names(y, y0, dy, z.length);
    return [["row", ...names(x, x0, dx, z[0].length)], ...Array.from(z, (row, at) => [down[at], ...row])];
  }

  function csvOf(graph) {
    const cell = (value) => (/[",\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : value);
    return rowsOf(graph)
      .map((row) => `${row.map(cell).join(",")}\r\n`)
      .join("");
  }

  window.mhoscope.add("kit", { graphOf, cellOf, wordsOf, csvOf });
})();
