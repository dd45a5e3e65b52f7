// In the page: when it was let go, and what was on the screen in which frame. Times are of the frame after, which shows it.
"use strict";

(() => {
  let before = null; // the run that was shown
  let wanted = 0; // networks that must have a point
  let released = null;
  let times = {};
  let firstFigure = null;

  const graph = () => document.querySelector("#accuracy .js-plotly-plot");
  // Of which spec the figure is: links and words of the page may change before it is drawn.
  const run = () => graph() && graph().layout && graph().layout.meta && graph().layout.meta.name;
  const state = () => (document.querySelector("#state") ? document.querySelector("#state").textContent.toLowerCase() : "");
  const curves = () => {
    const drawn = graph();
    return drawn && drawn.data ? drawn.data.filter((trace) => trace.mode === "lines+markers" && trace.y.length) : [];
  };

  function note(phase, at) {
    if (released !== null && !(phase in times)) times[phase] = at - released;
  }

  // In the frame after a change, which shows it. Looking at every frame would make the page paint when it has nothing new.
  let due = false;
  function changed() {
    if (due) return;
    due = true;
    requestAnimationFrame(() => requestAnimationFrame(look));
  }

  function look(now) {
    due = false;
    if (firstFigure === null && curves().length) firstFigure = now;
    if (released === null || !run() || run() === before) return;
    if (curves().length >= wanted) {
      note("first", now);
      if (state() === "done") note("done", now);
    }
  }

  addEventListener("pointerup", (event) => (released = released === null && before !== null ? event.timeStamp : released), true);

  // A run that was answered is followed.
  const Stream = window.EventSource;
  window.EventSource = class extends Stream {
    constructor(...address) {
      super(...address);
      note("submitted", performance.now());
    }
  };

  const whatever = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(changed).observe(document, whatever);
  window.latency = {
    expect(networks) {
      before = run();
      wanted = networks;
      released = null;
      times = {};
    },
    ended: () => "done" in times,
    settled: () => curves().length > 0 && ["done", "cancelled"].includes(state()),
    times: () => times,
    figure: () => firstFigure,
  };
})();
