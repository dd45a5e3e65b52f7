// Paper and pen of the page See it.
"use strict";

(() => {
  const m = window.mhoscope;
  const { skip, setProps } = m;
  const PENS = { fine: 0.07, medium: 0.1, broad: 0.14 }; // of the paper's side
  let strokes = [];
  let stroke = null;
  let pen = "medium";

  const find = (id) => document.getElementById(id);

  // The paper, null while nothing is drawn on it.
  const drawnOn = () => (strokes.length ? find("see-canvas") : null);

  function place(event, canvas) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  }

  function paint() {
    const canvas = find("see-canvas");
    if (!canvas) return;
    const ink = canvas.getContext("2d");
    ink.clearRect(0, 0, canvas.width, canvas.height);
    Object.assign(ink, { lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
    strokes.forEach(({ points, width }) => {
      ink.lineWidth = width * canvas.width;
      ink.beginPath();
      points.forEach(([x, y], at) => (at ? ink.lineTo(x, y) : ink.moveTo(x, y)));
      if (points.length === 1) ink.lineTo(points[0][0] + 0.1, points[0][1]);
      ink.stroke();
    });
  }

  function drawn() {
    paint();
    find("see-picked").style.display = "none";
    find("see-hint").textContent = "";
  }

  document.addEventListener("pointerdown", (event) => {
    if (event.target.id !== "see-canvas" || event.button) return;
    const pens = find("see-pens");
    if (pens && pens.style.display === "none") return; // clothes are not drawn, and sequences in their own way (series.js)
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
    stroke = { points: [place(event, event.target)], width: PENS[pen] || PENS.medium, asked: performance.now() };
    strokes.push(stroke);
    drawn();
  });

  document.addEventListener("pointermove", (event) => {
    if (!stroke || event.target.id !== "see-canvas") return;
    const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (moves.length ? moves : [event]).forEach((move) => stroke.points.push(place(move, event.target)));
    drawn();
    m.see.askSoon(stroke);
  });

  function lift() {
    if (!stroke) return;
    stroke = null;
    m.see.ask();
  }

  document.addEventListener("pointerup", lift);
  document.addEventListener("pointercancel", lift);

  // Chips are asked about what is left, or about nothing.
  function changed() {
    paint();
    if (strokes.length) m.see.ask();
    else setProps("see-ink", { data: null });
    return skip();
  }

  function clear(clicks) {
    if (!clicks) return skip();
    strokes = [];
    return changed();
  }

  function undo(clicks) {
    if (!clicks) return skip();
    strokes.pop();
    return changed();
  }

  // Who picks a test image, or leaves the page, puts the drawing away.
  function putAway() {
    strokes = [];
    paint();
    return null;
  }

  function choosePen(name) {
    pen = name;
    return skip();
  }

  m.add("see", { drawnOn, clear, undo, putAway, choosePen });
})();
