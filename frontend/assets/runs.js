// The page of runs keeps in its address what was looked for: a reload, Back and a copied link show the same list.
"use strict";

window.mhoscope.keepRuns = (q, state, order, page) => {
  const address = new URLSearchParams();
  if (q) address.set("q", q);
  if (state) address.set("state", state);
  if (order && order !== "newest") address.set("order", order);
  if (page > 1) address.set("page", page);
  const search = address.size ? `?${address}` : "";
  if (window.location.pathname === "/runs") window.history.replaceState({}, "", `/runs${search}`);
  return window.mhoscope.skip();
};
