// The address of a page: what of it is the view, and what says how the page is shown (`present=1`, `show=`, `hide=`).
"use strict";

(() => {
  const m = window.mhoscope;
  const PARTS = ["present", "show", "hide"];

  function parted(search) {
    const [view, parts] = [[], []];
    search
      .replace(/^\?/, "")
      .split("&")
      .filter(Boolean)
      .forEach((pair) => (PARTS.includes(pair.split("=")[0]) ? parts : view).push(pair));
    return { view, parts };
  }

  const joined = (pairs) => (pairs.length ? `?${pairs.join("&")}` : "");

  // The view alone.
  const plain = (search) => joined(parted(search).view);

  // A view, shown as another address says.
  const withParts = (search, other) => joined([...parted(search).view, ...parted(other).parts]);

  // The same in a talk, or out of it.
  function presented(search, talk) {
    const { view, parts } = parted(search);
    const others = parts.filter((pair) => !pair.startsWith("present="));
    return joined([...view, ...others, ...(talk ? ["present=1"] : [])]);
  }

  // The address now says something else of the page that is shown: as a step that Back undoes, or in place of what it said.
  function setSearch(search, inPlace) {
    if (search === window.location.search) return;
    window.history[inPlace ? "replaceState" : "pushState"]({}, "", window.location.pathname + search);
  }

  // As a link would.
  function goTo(address) {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate", { detail: address }));
  }

  ["popstate", "_dashprivate_pushstate"].forEach((kind) => window.addEventListener(kind, () => m.tell("address")));
  m.add("kit", { plain, withParts, presented, setSearch, goTo });
})();
