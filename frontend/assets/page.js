// The page in the browser: its theme, its address, its sliders. Later files add to window.mhoscope.
"use strict";

window.mhoscope = (() => {
  const skip = () => window.dash_clientside.no_update;
  const setProps = (id, props) => window.dash_clientside.set_props(id, props);
  let search = window.location.search; // of the view that Explore shows
  let replaceNext = true;
  const overtaken = {};
  const actions = {}; // what keys can do, by name
  let silence = null;

  // A few words that everyone gets: read aloud, and seen for a moment.
  function say(words) {
    const place = document.getElementById("notify");
    if (!place) return;
    place.textContent = words;
    place.classList.add("said");
    clearTimeout(silence);
    silence = setTimeout(() => place.classList.remove("said"), 2600);
  }

  // Figures are drawn by the server, which has to know whether the page is light or dark.
  function scheme() {
    return document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";
  }

  function tellScheme() {
    setProps("scheme", { data: scheme() });
  }

  function watchScheme() {
    tellScheme();
    new MutationObserver(tellScheme).observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return skip();
  }

  function markNav(path) {
    document.querySelectorAll("#nav a").forEach((link) => {
      const href = link.getAttribute("href");
      const here = href === "/" ? path === "/" : (path || "").startsWith(href);
      if (here) {
        link.setAttribute("aria-current", "page");
        link.scrollIntoView({ block: "nearest", inline: "center" });
      } else link.removeAttribute("aria-current");
    });
    if (path !== "/") window.mhoscope.stop();
    return skip();
  }

  // Slider and number of one knob: whichever changed sets the other. The number comes in late, for it waits until typing
  // has ended: one that the slider has overtaken meanwhile is put right instead of followed.
  function inStep(slider, number) {
    const changed = window.dash_clientside.callback_context.triggered_id || "";
    const knob = changed.replace(/-(slider|number)$/, "");
    if (slider === number) return skip();
    if (changed.endsWith("-slider")) {
      overtaken[knob] = { number, until: performance.now() + 1000 };
      return slider;
    }
    if (number === "" || number === null || number === undefined) return skip();
    const late = overtaken[knob];
    if (late && late.number === number && performance.now() < late.until) return slider;
    setProps(`${knob}-slider`, { value: Number(number) });
    return skip();
  }

  // Curve, map or time is what the axes and the device amount to; choosing one sets them, and setting them chooses one.
  // A device has noise of its own, so there is no sigma to sweep; what does not age is swept over ADC bits.
  function shape(shown, sweep, y, device, devices) {
    const changed = window.dash_clientside.callback_context.triggered.map((item) => item.prop_id.split(".")[0]);
    const before = { shown, sweep, y: y || "", device };
    const ages = (name) => Boolean(name && devices[name] && devices[name].oldest_s);
    const now = { ...before };
    if (changed.includes("shape")) {
      if (shown === "time" && !ages(device)) now.device = Object.keys(devices).find(ages) || device;
      if (shown === "time") now.sweep = "ag";
      if (shown === "curve" && sweep === "ag") now.sweep = device ? "ab" : "p";
      if (shown !== "map") now.y = "";
      else if (!y) now.y = sweep === "r" ? "p" : "r";
    }
    const possible = (key) => {
      if (now.device && (key === "p" || key === "r")) return false;
      return key !== "ag" || ages(now.device);
    };
    if (!possible(now.sweep)) now.sweep = !now.device ? "p" : ages(now.device) ? "ag" : "ab";
    if (now.y && (now.y === now.sweep || !possible(now.y))) {
      now.y = ["r", "p", "ab", "l"].find((key) => key !== now.sweep && possible(key));
    }
    now.shown = now.y ? "map" : now.sweep === "ag" ? "time" : "curve";
    const out = ["shown", "sweep", "y", "device"].map((name) => (now[name] === before[name] ? skip() : now[name]));
    return [...out, { display: now.y ? "block" : "none" }];
  }

  // Each change of a control is a step that Back undoes. What a page makes of the link it was opened with is none.
  function setAddress(wanted, first) {
    if (wanted === null || wanted === undefined) return;
    const how = first || replaceNext ? "replaceState" : "pushState";
    replaceNext = false;
    search = wanted;
    wanted = window.mhoscope.withParts(wanted);
    if (wanted !== window.location.search) window.history[how]({}, "", window.location.pathname + wanted);
  }

  // Back, Forward, or a link to the page one is on: the controls follow the address.
  function followAddress() {
    if (window.location.pathname !== "/" || !document.getElementById("accuracy")) return;
    const now = window.mhoscope.plain(window.location.search);
    if (now === window.mhoscope.plain(search)) return;
    search = now;
    replaceNext = true;
    setProps("went", { data: { search } });
  }

  // A press on a device's name puts the slider where the device is.
  document.addEventListener("click", (event) => {
    const device = event.target.closest && event.target.closest("[data-sets]");
    if (device) setProps(device.dataset.sets, { value: Number(device.dataset.value) });
  });

  window.addEventListener("popstate", followAddress);
  window.addEventListener("_dashprivate_pushstate", followAddress);

  return { actions, say, skip, setProps, scheme, watchScheme, markNav, inStep, shape, setAddress };
})();
