// The address of the view that Explore shows.
"use strict";

(() => {
  const m = window.mhoscope;
  let search = window.location.search;
  let inPlace = true;

  // Each change of a control is a step that Back undoes. What a page makes of the link it was opened with is none.
  function setAddress(wanted, first) {
    if (wanted === null || wanted === undefined) return;
    search = wanted;
    m.kit.setSearch(m.kit.withParts(wanted, window.location.search), first || inPlace);
    inPlace = false;
  }

  // Back, Forward, or a link to the page one is on: the controls follow the address.
  function followAddress() {
    if (window.location.pathname !== "/" || !document.getElementById("accuracy")) return;
    const now = m.kit.plain(window.location.search);
    if (now === m.kit.plain(search)) return;
    search = now;
    inPlace = true;
    m.setProps("went", { data: { search } });
  }

  m.on("address", followAddress);
  m.add("explore", { setAddress });
})();
