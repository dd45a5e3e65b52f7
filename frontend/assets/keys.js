// Keys: which does what comes from the page (components/keys.py). And the link to the clipboard.
"use strict";

(() => {
  function click(id) {
    const target = document.getElementById(id);
    if (target && target.offsetParent !== null) target.click();
  }

  async function copyLink() {
    const button = document.getElementById("copy-link");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(window.location.href);
    } catch {
      window.prompt("Copy this link", window.location.href); // no clipboard without https or a permission
      return;
    }
    window.mhoscope.say("Link copied");
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  }

  const bindings = () => JSON.parse(document.getElementById("keys-open")?.dataset.keys || "{}");

  function run(does) {
    if (!does.startsWith("!")) click(does);
    else if (does === "!copyLink") copyLink();
    else window.mhoscope.actions[does.slice(1)]?.();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("#copy-link")) copyLink();
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
