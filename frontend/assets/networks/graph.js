// The drawing of a network (drawing.py): boxes, and lines between them, as large as one likes.
"use strict";

(() => {
  const m = window.mhoscope;
  const SVG = "http://www.w3.org/2000/svg";
  const STEP = 1.25;
  const LEAST = 0.2;
  const MOST = 2;
  const LEGIBLE = 0.62; // of what is fitted to the width: below, one scrolls sideways instead
  let zoom = 1;

  function shape(tag, attributes, ...children) {
    const made = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  const text = (x, y, words, attributes = {}) => shape("text", { x, y, ...attributes }, words);

  function box(one) {
    const middle = one.y + (one.below ? 21 : one.height / 2 + 4.5);
    const parts = [
      shape("title", {}, one.tip),
      shape("rect", { x: one.x, y: one.y, width: one.width, height: one.height, rx: 8 }),
      text(one.x + 12, middle, one.title, { class: "name" }),
      text(one.x + one.width - 12, middle, one.size, { class: "size", "text-anchor": "end" }),
    ];
    if (one.below) parts.push(text(one.x + 12, one.y + 41, one.below, { class: "below" }));
    return shape("g", { class: one.kind }, ...parts);
  }

  function apply(svg, drawing) {
    svg.setAttribute("width", Math.round(drawing.width * zoom));
    svg.setAttribute("height", Math.round(drawing.height * zoom));
  }

  // Draws into the element of that id, fitted to its width as far as it stays legible.
  function draw(drawing, id) {
    const place = document.getElementById(id);
    if (!place) return m.skip();
    if (!drawing) {
      place.replaceChildren();
      return m.skip();
    }
    zoom = Math.max(LEGIBLE, Math.min(1, (place.parentElement.clientWidth - 24) / drawing.width));
    const arrow = shape("marker", { id: `${id}-arrow`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7 });
    arrow.setAttribute("orient", "auto");
    arrow.append(shape("path", { d: "M0 0.5L7.5 4L0 7.5z", class: "head" }));
    const ends = new Set(drawing.boxes.map((one) => `${one.x + one.width / 2} ${one.y}`));
    const lines = drawing.lines.map((d) => {
      const line = shape("path", { d, class: "line" });
      if (ends.has(end(d))) line.setAttribute("marker-end", `url(#${id}-arrow)`);
      return line;
    });
    const svg = shape("svg", { viewBox: `0 0 ${drawing.width} ${drawing.height}` });
    svg.append(shape("defs", {}, arrow), ...lines, ...drawing.boxes.map(box));
    apply(svg, drawing);
    place.replaceChildren(svg);
    return m.skip();
  }

  // Where a path ends: it goes down last, in the column of its last H, or of its M.
  function end(d) {
    const across = d.match(/H([\d.]+)/) ?? d.match(/M([\d.]+)/);
    return `${Number(across[1])} ${Number(d.slice(d.lastIndexOf("V") + 1))}`;
  }

  function zoomBy(direction, drawing, id) {
    const svg = document.querySelector(`#${id} svg`);
    if (!svg || !drawing) return m.skip();
    zoom = Math.min(MOST, Math.max(LEAST, direction > 0 ? zoom * STEP : zoom / STEP));
    apply(svg, drawing);
    return m.skip();
  }

  m.add("networks", { draw, zoomBy });
})();
