// The address of the page Dynamics.
"use strict";

(() => {
  const m = window.mhoscope;
  const onPage = () => window.location.pathname === "/dynamics";
  let search = null; // what the page shows; null before it shows anything

  // What is not computed by itself is found again by its job.
  function withJob(now, live) {
    const mine = live && live.id && !now.small && JSON.stringify(live.request) === JSON.stringify(now.request);
    return mine ? `${now.search || "?v=1"}&jb=${live.id}` : now.search;
  }

  function setAddress(now, live) {
    if (!now || !onPage()) return m.skip();
    const wanted = withJob(now, live);
    // A job that comes is no step that Back undoes.
    const samePage = search !== null && search.replace(/&jb=\w*/, "") === wanted.replace(/&jb=\w*/, "");
    m.kit.setSearch(m.kit.withParts(wanted, window.location.search), search === null || samePage);
    search = wanted;
    return m.skip();
  }

  function followAddress() {
    if (!onPage()) {
      search = null; // whoever comes back begins anew
      m.dynamics.rest();
      return;
    }
    const here = m.kit.plain(window.location.search);
    if (search !== null && document.getElementById("dynamics-results") && here !== search) {
      search = here;
      m.setProps("dynamics-went", { data: { search } });
    }
  }

  m.on("address", followAddress);
  m.add("dynamics", { setAddress });
})();
