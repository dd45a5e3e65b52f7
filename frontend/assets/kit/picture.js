// A figure as a picture to take along: title above, caption below, legend and all in one file.
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
    const { title, caption } = window.mhoscope.kit.wordsOf(graph);
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

  window.mhoscope.add("kit", { composed, rastered });
})();
