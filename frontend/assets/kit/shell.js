// The frame around every page: light or dark, and which page is marked.
"use strict";

(() => {
  const m = window.mhoscope;

  // Figures are drawn by the server, which has to know whether the page is light or dark.
  function scheme() {
    return document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";
  }

  function tellScheme() {
    m.setProps("scheme", { data: scheme() });
  }

  function watchScheme() {
    tellScheme();
    new MutationObserver(tellScheme).observe(document.documentElement, {
      attributeFilter: ["data-mantine-color-scheme"],
    });
    return m.skip();
  }

  function markPage(path) {
    document.querySelectorAll("#nav a").forEach((link) => {
      const href = link.getAttribute("href");
      const here = href === "/" ? path === "/" : (path || "").startsWith(href);
      if (here) {
        link.setAttribute("aria-current", "page");
        link.scrollIntoView({ block: "nearest", inline: "center" });
      } else link.removeAttribute("aria-current");
    });
    m.tell("page", path);
    return m.skip();
  }

  m.add("kit", { scheme, watchScheme, markPage });
})();
