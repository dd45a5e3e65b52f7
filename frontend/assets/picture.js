// A figure as a picture to take along: title above, caption below, legend and all in one file; or as its numbers.
// Nothing leaves the machine.
"use strict";

(() => {
  const PAD = 24;
  const TITLE = 22;
  const TEXT = 13;
  const ROW = 21;
  const GAP = 12;
  const LEAST_WIDTH = 960;
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

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

  // Lines of a text no wider than so many pixels.
  function wrapped(text, font, width) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const lines = [];
    text.split(/\s+/).forEach((word) => {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    });
    return text ? lines : [];
  }

  function written(lines, y, size, step, weight, ink) {
    return lines
      .map(
        (line, at) =>
          `<text x="${PAD}" y="${y + at * step}" font-size="${size}" font-weight="${weight}" fill="${ink}">${escaped(line)}</text>`,
      )
      .join("");
  }

  // Rows that a legend takes which the page shows elsewhere.
  function legendRows(graph) {
    const named = graph.data.filter((trace) => trace.type === "bar" && trace.name && trace.showlegend !== false).length;
    return graph.layout.showlegend === false && named > 1 ? Math.ceil(named / 2) : 0;
  }

  // The figure as SVG text, with whatever legend it has elsewhere on the page drawn inside.
  async function drawn(graph, rows, width, height) {
    const layout = { ...graph.layout };
    if (rows) Object.assign(layout, { showlegend: true, legend: { ...layout.legend, traceorder: "normal" } });
    const url = await window.Plotly.toImage({ data: graph.data, layout }, { format: "svg", width, height });
    return decodeURIComponent(url.slice(url.indexOf(",") + 1)).replace(/^<\?xml[^>]*>/, "");
  }

  async function composed(graph) {
    const ground = getComputedStyle(graph.closest(".card") || document.body).backgroundColor;
    const style = getComputedStyle(document.body);
    const { title, caption, name } = wordsOf(graph);
    const width = Math.max(LEAST_WIDTH, graph.offsetWidth);
    const rows = legendRows(graph);
    const height = Math.max(graph.offsetHeight, 240) + rows * ROW;
    const heading = wrapped(title, `650 ${TITLE}px ${FONT}`, width - 2 * PAD);
    const lines = wrapped(caption, `${TEXT}px ${FONT}`, width - 2 * PAD);
    const top = PAD + heading.length * (TITLE + 6);
    const whole = top + height + GAP + lines.length * (TEXT + 6) + PAD;
    const soft = style.getPropertyValue("--soft").trim() || style.color;
    const figure = (await drawn(graph, rows, width, height)).replace("<svg ", `<svg y="${top}" `);
    return {
      name,
      width,
      height: whole,
      svg:
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" ` +
        `font-family="${FONT.replace(/"/g, "'")}"><title>${escaped(title)}</title><desc>${escaped(caption)}</desc>` +
        `<rect width="100%" height="100%" fill="${ground}"/>` +
        written(heading, PAD + TITLE - 4, TITLE, TITLE + 6, 650, style.color) +
        figure +
        written(lines, top + height + GAP + TEXT, TEXT, TEXT + 6, 400, soft) +
        "</svg>",
    };
  }

  async function rastered({ svg, width, height }, scale) {
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await picture.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: width * scale, height: height * scale });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
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

  function separated(rows) {
    const cell = (value) => (/[",\n]/.test(value) ? `"${String(value).replace(/"/g, '""')}"` : value);
    return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  }

  function save(blob, name) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function take(id, kind) {
    const graph = graphOf(id);
    if (!graph || !graph.data || !graph.data.length) {
      window.mhoscope.say("There is no figure yet");
      return;
    }
    if (kind === "csv") {
      save(new Blob([separated(rowsOf(graph))], { type: "text/csv" }), `${wordsOf(graph).name}.csv`);
      return;
    }
    const picture = await composed(graph);
    const blob = kind === "svg" ? new Blob([picture.svg], { type: "image/svg+xml" }) : await rastered(picture, 2);
    save(blob, `${picture.name}.${kind}`);
  }

  function close(menu, focus) {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  }

  document.addEventListener("click", (event) => {
    const picture = event.target.closest?.("[data-picture]");
    if (picture) take(picture.dataset.picture, picture.dataset.kind);
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target) || event.target.closest(".menu-items")) close(menu, false);
    });
  });

  document.addEventListener(
    "keydown",
    (event) => {
      const menu = event.target.closest?.("details.menu[open]");
      if (!menu) return;
      const items = Array.from(menu.querySelectorAll(".menu-items > *"));
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") close(menu, true);
      else if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  // Where the files of the run that is shown are.
  function exportLinks(live) {
    const run = live && live.run;
    if (run && document.getElementById("csv")?.getAttribute("href").includes(run.id)) return window.mhoscope.skip();
    const kinds = window.dash_clientside.callback_context.outputs_list.map(({ id }) => id);
    return kinds.map((kind) => (run ? `/api/v1/runs/${run.id}/export/${kind}` : "#"));
  }

  Object.assign(window.mhoscope, { cellOf, exportLinks, graphOf, wordsOf, save });
})();
