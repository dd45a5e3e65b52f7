// Pictures on the page See it that are pressed: chips, images, cells of the confusion matrix.
"use strict";

(() => {
  const m = window.mhoscope;
  const { skip, setProps } = m;
  const onPage = () => window.location.pathname === "/see";

  document.addEventListener("click", (event) => {
    if (!event.target.closest || !onPage()) return;
    const tile = event.target.closest("[data-chip]");
    if (tile) {
      setProps("see-chip", { value: Number(tile.dataset.chip) });
      if (event.detail === 0) keepFocus(tile.dataset.chip); // pressed by a key
    }
    const card = event.target.closest("[data-image]");
    if (card) {
      setProps("see-image", { value: Number(card.dataset.image) });
      setProps("see-tab", { value: "draw" });
      window.scrollTo({ top: 0 });
    }
  });

  // The tiles are drawn anew with the answer: the focus goes on to the one that was pressed.
  function keepFocus(chip) {
    const watch = new MutationObserver(() => {
      const tile = document.querySelector(`[data-chip="${chip}"][aria-pressed="true"]`);
      if (!tile || document.activeElement !== document.body) return;
      tile.focus();
      watch.disconnect();
    });
    watch.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => watch.disconnect(), 10_000);
  }

  document.addEventListener("keydown", (event) => {
    const tile = event.target.closest && event.target.closest("[data-chip]");
    if (!tile) return;
    const tiles = Array.from(tile.parentElement.children);
    const row = tiles.filter((other) => other.offsetTop === tiles[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[event.key];
    const next = step && tiles[tiles.indexOf(tile) + step];
    if (!step) return;
    event.preventDefault();
    if (next) next.focus();
  });

  function pickCell(click) {
    const point = click && click.points && click.points[0];
    if (!point) return [skip(), skip()];
    const cell = m.kit.cellOf("see-confusion", point);
    const labels = m.kit.graphOf("see-confusion").data[point.curveNumber].meta; // of many classes some are shown
    const [is, said] = cell.map((at) => labels?.[at] ?? at);
    return is === said ? [String(is), ""] : [String(is), String(said)];
  }

  function goOn(progress) {
    if (progress && progress.draws < progress.wanted) setProps("see-again", { data: progress.again });
    return skip();
  }

  function another(clicks, now, facts) {
    if (!clicks || !now) return skip();
    return Math.floor(Math.random() * facts.sets[now.dataset].test_images);
  }

  m.add("see", { pickCell, goOn, another });
})();
