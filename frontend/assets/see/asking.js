// What is drawn goes to the chips, and their answer is timed.
"use strict";

(() => {
  const m = window.mhoscope;
  const SENT_SIDE = 140; // pixels a side of what is sent: several of the networks' own
  const LIVE_EVERY_MS = 120;
  const PATIENCE_MS = 1500; // an answer that never comes stops no drawing
  let count = 0;
  let waiting = null; // what was sent last and is not answered: its number and when
  let changed = false;

  // The paper as bytes: 0 is empty, 255 ink.
  function inkOf(canvas) {
    const small = document.createElement("canvas");
    small.width = small.height = SENT_SIDE;
    const context = small.getContext("2d");
    Object.assign(context, { imageSmoothingEnabled: true, imageSmoothingQuality: "high" });
    context.drawImage(canvas, 0, 0, SENT_SIDE, SENT_SIDE);
    const pixels = context.getImageData(0, 0, SENT_SIDE, SENT_SIDE).data;
    let text = "";
    for (let at = 3; at < pixels.length; at += 4) text += String.fromCharCode(pixels[at]);
    return window.btoa(text);
  }

  function ask() {
    changed = false;
    const canvas = m.see.drawnOn();
    if (!canvas) return;
    count += 1;
    waiting = { n: count, at: performance.now() };
    m.setProps("see-ink", { data: { side: SENT_SIDE, ink: inkOf(canvas), n: count } });
  }

  // While a stroke goes on the chips are asked now and then, one question at a time; its end is always asked.
  function askSoon(stroke) {
    changed = true;
    const now = performance.now();
    if (waiting && now - waiting.at <= PATIENCE_MS) return;
    if (now - stroke.asked <= LIVE_EVERY_MS) return;
    stroke.asked = now;
    ask();
  }

  function answered(answer) {
    if (!answer || answer.worked_ms === null) return "";
    if (answer.more) {
      m.setProps("see-more", { data: answer.more });
      return `${answer.chips} chips written so far`;
    }
    const words = `${answer.chips} chips in ${answer.worked_ms.toFixed(0)} ms`;
    if (!waiting || answer.n !== waiting.n) return words;
    const whole = performance.now() - waiting.at;
    waiting = null;
    if (changed) setTimeout(ask, 0);
    return `${words}, ${whole.toFixed(0)} ms from pen to page`;
  }

  m.add("see", { ask, askSoon, answered });
})();
