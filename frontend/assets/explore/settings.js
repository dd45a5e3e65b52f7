// Settings on a small screen: they come up from below, and the figure stays in sight above them.
"use strict";

(() => {
  const root = document.documentElement;
  const opened = () => root.hasAttribute("data-settings");
  const above = () => Array.from(document.querySelectorAll("[role=dialog], [role=listbox]")).some((one) => one.checkVisibility());

  function show(open, focus) {
    const button = document.getElementById("settings-open");
    root.toggleAttribute("data-settings", open);
    if (!button) return;
    button.setAttribute("aria-expanded", open);
    if (open) document.getElementById("accuracy").scrollIntoView();
    if (focus) (open ? document.querySelector(".panel-head button") : button).focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const does = event.target.closest?.("[data-settings]:not(html)")?.dataset.settings;
    if (does) show(does === "open", true);
  });

  // Before the keys of the page, for which Escape cancels the run.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !opened() || above()) return;
      event.preventDefault();
      event.stopPropagation();
      show(false, true);
    },
    true,
  );

  window.mhoscope.on("address", () => window.location.pathname === "/" || show(false, false));
})();
