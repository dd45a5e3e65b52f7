// Help: the text of a page, links in it and to its sections, code to copy, the search by keys.
"use strict";

(() => {
  const m = window.mhoscope;
  const { React } = window;
  const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

  // Text comes after its address is known: the browser itself has then looked for the section in vain.
  function showSection() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    if (id && document.querySelector(".manual")) document.getElementById(id)?.scrollIntoView();
  }

  // Dash has no component for MathML (features/help/markup.py). What comes here is a page of the program's own.
  function Markup({ id, className, html }) {
    React.useEffect(() => {
      showSection();
      // The letters of formulas come later than the text, and move what stands below them.
      document.fonts.ready.then(showSection);
    }, [html]);
    return React.createElement("div", { id, className, dangerouslySetInnerHTML: { __html: html } });
  }

  window.mhoscope_help = { Markup };

  // Links in a text are not Dash's own; they go where those go, without loading everything again.
  function follow(event, link) {
    const href = link.getAttribute("href");
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!href.startsWith("/") || href.startsWith("/docs")) return;
    event.preventDefault();
    m.kit.goTo(href);
    window.scrollTo(0, 0);
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
      m.say("Copied");
    } catch {
      m.say("This browser does not allow it: select the text and copy it");
    }
  }

  function togglePages(button) {
    const pages = document.getElementById(button.getAttribute("aria-controls"));
    const open = pages.toggleAttribute("data-open");
    button.setAttribute("aria-expanded", String(open));
  }

  function endSearch() {
    m.setProps("manual-search", { value: "" });
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".manual")) return;
    const link = event.target.closest("#manual-text a[href]");
    if (link) follow(event, link);
    const button = event.target.closest("button.copy");
    if (button) copy(button);
    const opener = event.target.closest('[data-manual="pages"]');
    if (opener) togglePages(opener);
    if (event.target.closest("#manual-results a")) endSearch();
  });

  // Arrows go from the words to what was found and through it, Enter opens the first, Escape ends.
  document.addEventListener("keydown", (event) => {
    const search = event.target.closest?.(".manual-search");
    if (!search) return;
    const stops = [search.querySelector("input"), ...search.querySelectorAll("#manual-results a")];
    const at = stops.indexOf(event.target);
    if (event.key in ARROWS) {
      event.preventDefault();
      stops[Math.min(Math.max(at + ARROWS[event.key], 0), stops.length - 1)].focus();
    } else if (event.key === "Enter" && at === 0 && stops.length > 1) stops[1].click();
    else if (event.key === "Escape") {
      endSearch();
      stops[0].focus();
    }
  });

  // On the page that is shown already nothing is drawn anew; Dash has just scrolled to its top.
  window.addEventListener("_dashprivate_pushstate", () => setTimeout(showSection));
})();
