// What has to happen in the browser: the theme's name, sliders in step, the URL, the event stream, and keys.
"use strict";

window.mhoscope = (() => {
  const POLL_AFTER_ERRORS = 3;
  const REDRAW_EVERY_MS = 100; // ten figures a second are smooth; more would only make the page busy
  const PATIENCE_MS = 5000;
  let stream = null;
  let current = null;
  let timer = null;
  let patience = null;

  const skip = () => window.dash_clientside.no_update;

  // Figures are drawn by the server, which has to know whether the page is light or dark.
  function tellScheme() {
    const now = document.documentElement.getAttribute("data-mantine-color-scheme");
    if (["light", "dark"].includes(now)) window.dash_clientside.set_props("scheme", { data: now });
  }

  function watchScheme() {
    tellScheme();
    new MutationObserver(tellScheme).observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return skip();
  }

  // Slider and number of one knob: whichever changed sets the other.
  function inStep(slider, number) {
    const changed = window.dash_clientside.callback_context.triggered_id || "";
    const value = changed.endsWith("-number") ? number : slider;
    if (value === "" || value === null || value === undefined || slider === number) return [skip(), skip()];
    return changed.endsWith("-number") ? [Number(value), skip()] : [skip(), value];
  }

  function show() {
    timer = null;
    if (current && document.getElementById("accuracy")) {
      window.dash_clientside.set_props("live", { data: { ...current } });
    }
  }

  function showSoon() {
    if (timer === null) timer = setTimeout(show, REDRAW_EVERY_MS);
  }

  function stop() {
    if (stream) stream.close();
    stream = null;
    clearTimeout(patience);
  }

  const finished = (state) => !["queued", "running"].includes(state);
  const key = (point) => `${point.network}|${point.x}|${point.y}`;

  // Points are whole and numbered: whatever arrives twice or late changes nothing.
  function merge(run, update) {
    if (update.sequence < run.sequence) return run;
    const points = new Map(run.points.map((point) => [key(point), point]));
    update.points.forEach((point) => points.set(key(point), point));
    return { ...run, ...update, points: [...points.values()], error: update.error || null };
  }

  // `begun` is what the server made of the controls: a run to follow, and the URL of this view.
  function follow(begun) {
    stop();
    current = begun;
    if (begun.search !== null && begun.search !== undefined && begun.search !== window.location.search) {
      window.history.pushState({}, "", window.location.pathname + begun.search);
    }
    show();
    const run = begun.run;
    if (!run || finished(run.state)) return true;
    let errors = 0;
    let first = true;
    patience = setTimeout(() => {
      if (current.run && current.run.state === "queued") {
        current = { ...current, waiting: true };
        showSoon();
      }
    }, PATIENCE_MS);
    const own = new EventSource(`/api/v1/runs/${run.id}/events?last_event_id=${run.sequence}`);
    stream = own;
    own.addEventListener("update", (event) => {
      if (own !== stream) return;
      errors = 0;
      const update = JSON.parse(event.data);
      current = { ...current, waiting: false, run: merge(current.run, update) };
      if (first && update.points.length) {
        first = false;
        clearTimeout(timer);
        show(); // the first point does not wait for others
      } else showSoon();
    });
    own.addEventListener("end", () => {
      if (own === stream) {
        stop();
        showSoon();
      }
    });
    own.onerror = () => {
      errors += 1;
      if (own === stream && errors >= POLL_AFTER_ERRORS) {
        stop();
        window.dash_clientside.set_props("poll", { disabled: false });
      }
    };
    return true; // no polling while the stream runs
  }

  function click(id) {
    const target = document.getElementById(id);
    if (target && target.offsetParent !== null) target.click();
  }

  async function copyLink() {
    const told = document.getElementById("notify");
    const button = document.getElementById("copy-link");
    try {
      await navigator.clipboard.writeText(window.location.href);
      if (told) told.textContent = "Link copied";
      if (button) {
        button.classList.add("done");
        setTimeout(() => button.classList.remove("done"), 1500);
      }
    } catch {
      window.prompt("Copy this link", window.location.href);
    }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("#copy-link")) copyLink();
  });

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    const does = {
      "?": () => click("keys-open"),
      d: () => click("theme-toggle"),
      r: () => click("retry"),
      s: copyLink,
      Escape: () => document.querySelector("[role=dialog]") || click("cancel"),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (does) does();
  });

  window.addEventListener("beforeunload", stop);

  return { watchScheme, inStep, follow, markNav };

  function markNav(path) {
    document.querySelectorAll("#nav a").forEach((link) => {
      const href = link.getAttribute("href");
      const here = href === "/" ? path === "/" : (path || "").startsWith(href);
      if (here) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    if (path !== "/") stop();
    return skip();
  }
})();
