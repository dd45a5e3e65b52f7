// The address of the page See it, and the way between pages that show the same setting.
"use strict";

(() => {
  const m = window.mhoscope;
  const onPage = () => window.location.pathname === "/see";
  const SHARING = ["/", "/see", "/dynamics"]; // pages that show the same setting
  let search = null; // what the page shows; null before it shows anything

  function setAddress(now) {
    if (!now || !onPage()) return m.skip();
    m.kit.setSearch(now.search, search === null);
    search = now.search;
    return m.skip();
  }

  function followAddress() {
    if (!onPage()) {
      search = null; // whoever comes back begins anew
      m.see.putAway();
    } else if (search !== null && document.getElementById("see-canvas") && window.location.search !== search) {
      search = window.location.search;
      m.setProps("see-went", { data: { search } });
    }
  }

  // From Explore to See it or Dynamics and back, the setting goes along.
  function carry(event) {
    const link = event.target.closest && event.target.closest("#nav a");
    if (!link || !SHARING.includes(link.pathname)) return null;
    const here = window.location.pathname;
    if (!SHARING.includes(here) || here === link.pathname) return null;
    link.setAttribute("href", link.pathname + window.location.search);
    return link;
  }

  ["pointerover", "focusin"].forEach((kind) => document.addEventListener(kind, carry));
  document.addEventListener(
    "click",
    (event) => {
      const link = carry(event);
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      event.stopPropagation();
      m.kit.goTo(link.getAttribute("href"));
    },
    true,
  );

  m.on("address", followAddress);
  m.add("see", { setAddress });
})();
