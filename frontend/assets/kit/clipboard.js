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

  // The link that a part of the page has of its own, kept on the box with its id.
  async function copyLinkOf(id) {
    const { link } = document.getElementById(id).dataset;
    if (!link) return m.say("There is no figure yet");
    if (await copy(window.location.origin + link)) m.say("Link copied");
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-copy]")?.dataset.copy;
    if (box) copyLinkOf(box);
    if (event.target.closest && event.target.closest("#copy-link")) copyLink();
  });

  m.add("kit", { copy });
  m.add("actions", { copyLink });
})();
