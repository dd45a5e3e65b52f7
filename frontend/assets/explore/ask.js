// A link that asks a question besides showing its view (`ask=loss:causes`), and the way from the figure to why it falls.
"use strict";

(() => {
  const m = window.mhoscope;
  let link = window.location.search; // as it was given: the page soon makes an address of its own

  // Once, and when the page is there.
  function askFor() {
    const ask = new URLSearchParams(link).get("ask");
    const search = link;
    link = "";
    if (ask) m.setProps("wanted", { data: { search, ask } });
    return m.skip();
  }

  m.on("address", () => {
    link = window.location.search;
    if (window.location.pathname === "/" && document.getElementById("accuracy")) askFor();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#why")) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    document.getElementById("attribution-card").scrollIntoView({ behavior: still ? "auto" : "smooth" });
  });

  m.add("explore", { askFor });
})();
