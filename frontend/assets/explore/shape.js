// Whether the figure is a curve, a map or a change with time.
"use strict";

(() => {
  const { add, skip } = window.mhoscope;

  // Curve, map or time is what the axes and the device amount to; choosing one sets them, and setting them chooses one.
  // A device has noise of its own, so there is no sigma to sweep; what does not age is swept over ADC bits.
  function shape(shown, sweep, y, device, { devices }) {
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

  add("explore", { shape });
})();
