// The page of runs keeps in its address what was looked for: a reload, Back and a copied link show the same list.
"use strict";

(() => {
  const m = window.mhoscope;

  function searchOf(q, state, order, page) {
    const address = new URLSearchParams();
    if (q) address.set("q", q);
    if (state) address.set("state", state);
    if (order && order !== "newest") address.set("order", order);
    if (page > 1) address.set("page", page);
    return address.size ? `?${address}` : "";
  }

  function keep(...wanted) {
    if (window.location.pathname === "/runs") m.kit.setSearch(searchOf(...wanted), true);
    return m.skip();
  }

  m.add("runs", { keep });
})();
