// The menu of a figure: saves it as a picture or as its numbers. Nothing leaves the machine.
"use strict";

(() => {
  const m = window.mhoscope;

  function save(blob, name) {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function take(id, kind) {
    const graph = m.kit.graphOf(id);
    if (!graph || !graph.data || !graph.data.length) return m.say("There is no figure yet");
    const { name } = m.kit.wordsOf(graph);
    if (kind === "csv") return save(new Blob([m.kit.csvOf(graph)], { type: "text/csv" }), `${name}.csv`);
    const picture = await m.kit.composed(graph);
    const blob = kind === "svg" ? new Blob([picture.svg], { type: "image/svg+xml" }) : await m.kit.rastered(picture, 2);
    save(blob, `${name}.${kind}`);
  }

  function close(menu, focus) {
    menu.open = false;
    if (focus) menu.querySelector("summary").focus();
  }

  document.addEventListener("click", (event) => {
    const picture = event.target.closest?.("[data-picture]");
    if (picture) take(picture.dataset.picture, picture.dataset.kind);
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target) || event.target.closest(".menu-items")) close(menu, false);
    });
  });

  document.addEventListener(
    "keydown",
    (event) => {
      const menu = event.target.closest?.("details.menu[open]");
      if (!menu) return;
      const items = Array.from(menu.querySelectorAll(".menu-items > *"));
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") close(menu, true);
      else if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  m.add("kit", { save });
})();
