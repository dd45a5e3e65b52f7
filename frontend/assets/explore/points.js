// What is known of a run, and what comes of it anew.
"use strict";

(() => {
  const finished = (state) => !["queued", "running"].includes(state);
  const key = (point) => `${point.network}|${point.x}|${point.y}`;

  // Points are whole and numbered: whatever arrives twice or late changes nothing.
  function merged(run, update) {
    if (update.sequence < run.sequence) return run;
    const points = new Map(run.points.map((point) => [key(point), point]));
    update.points.forEach((point) => points.set(key(point), point));
    return { ...run, ...update, points: [...points.values()], error: update.error || null };
  }

  window.mhoscope.add("explore", { finished, merged });
})();
