// Links to the clipboard.
"use strict";

(() => {
  const m = window.mhoscope;
  const DONE_MS = 1500;

  // Whether the link is on the clipboard now; else it has been shown, to be copied by hand.
  async function copy(link) {
    try {
      await navigator.clipboard.writeText(link);
      return true;
    } catch {
      window.prompt("Copy this link", link); // no clipboard without https or a permission
      return false;
    }
  }

  async function copyLink() {
    const button = document.getElementById("copy-link");
    if (!button || !(await copy(window.location.href))) return;
    m.say("Link copied");
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), DONE_MS);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest("#copy-link")) copyLink();
  });

  m.add("kit", { copy });
  m.add("actions", { copyLink });
})();
