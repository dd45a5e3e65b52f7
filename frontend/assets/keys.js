// Keys, and the link to the clipboard.
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
    document.getElementById("notify").textContent = "Link copied";
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  }

  const DOES = {
    "?": () => click("keys-open"),
    d: () => click("theme-toggle"),
    r: () => click("retry"),
    s: copyLink,
    Escape: () => document.querySelector("[role=dialog]") || click("cancel"),
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("#copy-link")) copyLink();
  });

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey || (typing && event.key !== "Escape")) return;
    const does = DOES[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (does) does();
  });
})();
