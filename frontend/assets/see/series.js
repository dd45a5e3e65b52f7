// A sequence that is changed by hand on the page See it: lines are dragged, cells of a heat map are painted.
"use strict";

(() => {
  const m = window.mhoscope;
  const { skip, setProps } = m;
  const EDGE = 0.04; // above and below lines, as in pictures.py
  const LIVE_EVERY_MS = 250;
  const INK = "#ffa000";
  let gestures = []; // each a Map from "step,feature" to a value
  let gesture = null;
  let last = null;
  let asked = 0;
  let feature = 0;
  let value = 1;

  const find = (id) => document.getElementById(id);
  const clamp = (number, low, high) => Math.min(high, Math.max(low, number));

  // What is on the paper: its steps and features, and whether they are lines; null for an image.
  function series(canvas) {
    const told = canvas?.getAttribute("data-series");
    return told ? JSON.parse(told) : null;
  }

  function placeOf(event, canvas, { steps, features, lines }) {
    const box = canvas.getBoundingClientRect();
    const [across, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const step = clamp(Math.floor(across * steps), 0, steps - 1);
    if (!lines) return { step, feature: clamp(Math.floor(down * features), 0, features - 1), value };
    return { step, feature, value: clamp(1 + EDGE - down * (1 + 2 * EDGE), 0, 1) };
  }

  // All steps between two places of a quick hand get values on the line between them.
  function pass(to) {
    const from = last && last.feature === to.feature ? last : to;
    const count = Math.max(1, Math.abs(to.step - from.step));
    for (let at = 0; at <= count; at += 1) {
      const share = at / count;
      const step = Math.round(from.step + share * (to.step - from.step));
      const put = from.value + share * (to.value - from.value);
      gesture.set(`${step},${to.feature}`, Math.round(1e4 * put) / 1e4);
    }
    last = to;
  }

  const changes = () =>
    Array.from(new Map(gestures.flatMap((one) => [...one])), ([key, put]) => [...key.split(",").map(Number), put]);

  function paint() {
    const canvas = find("see-canvas");
    const about = series(canvas);
    if (!about) return;
    const ink = canvas.getContext("2d");
    const [width, height] = [canvas.width / about.steps, canvas.height / about.features];
    ink.clearRect(0, 0, canvas.width, canvas.height);
    Object.assign(ink, { fillStyle: INK, strokeStyle: INK, lineWidth: 2 });
    changes().forEach(([step, row, put]) => {
      if (!about.lines)
        return ink.strokeRect(step * width + 1, row * height + 1, Math.max(width - 2, 1), Math.max(height - 2, 1));
      ink.beginPath();
      ink.arc((step + 0.5) * width, ((1 + EDGE - put) / (1 + 2 * EDGE)) * canvas.height, 4, 0, 2 * Math.PI);
      return ink.fill();
    });
  }

  function ask() {
    asked = performance.now();
    paint();
    const hint = find("see-hint");
    if (hint && gestures.length) hint.textContent = "";
    setProps("see-changes", { data: { changes: changes() } });
    return skip();
  }

  document.addEventListener("pointerdown", (event) => {
    if (event.target.id !== "see-canvas" || event.button) return;
    const about = series(event.target);
    if (!about) return;
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
    gesture = new Map();
    last = null;
    gestures.push(gesture);
    pass(placeOf(event, event.target, about));
    paint();
  });

  document.addEventListener("pointermove", (event) => {
    if (!gesture || event.target.id !== "see-canvas") return;
    pass(placeOf(event, event.target, series(event.target)));
    paint();
    if (performance.now() - asked > LIVE_EVERY_MS) ask();
  });

  function lift() {
    if (!gesture) return;
    gesture = null;
    ask();
  }

  document.addEventListener("pointerup", lift);
  document.addEventListener("pointercancel", lift);

  // By keys: one value at one time step.
  function setValue(clicks, step) {
    const about = series(find("see-canvas"));
    if (!clicks || !about) return skip();
    gestures.push(new Map([[`${clamp((step || 1) - 1, 0, about.steps - 1)},${feature}`, value]]));
    return ask();
  }

  function undoChange(clicks) {
    if (!clicks || !gestures.length) return skip();
    gestures.pop();
    return ask();
  }

  function asItWas(clicks) {
    if (!clicks || !gestures.length) return skip();
    gestures = [];
    return ask();
  }

  // Another sequence, or another network, is as it is in the data set.
  function leaveChanges() {
    gestures = [];
    paint();
    return null;
  }

  function chooseChange(chosen, put) {
    feature = Number(chosen) || 0;
    value = put === "" || put === null ? 1 : Number(put);
    return skip();
  }

  m.add("see", { setValue, undoChange, asItWas, leaveChanges, chooseChange });
})();
