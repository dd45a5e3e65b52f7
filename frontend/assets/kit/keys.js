// Keys, and buttons that do the same. Which key does what comes from the page (keys.py).
"use strict";

(() => {
  function click(id) {
    const target = document.getElementById(id);
    if (target && target.offsetParent !== null) target.click();
  }

  const bindings = () => JSON.parse(document.getElementById("keys-open")?.dataset.keys || "{}");

  function run(does) {
    if (does.startsWith("!")) window.mhoscope.actions[does.slice(1)]();
    else click(does);
  }

  document.addEventListener("click", (event) => {
    const action = event.target.closest && event.target.closest("[data-action]");
    if (action) run(`!${action.dataset.action}`);
  });

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || (typing && event.key !== "Escape")) return;
    const does = bindings()[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (does && (event.key !== "Escape" || !document.querySelector("[role=dialog]"))) run(does);
  });
})();
