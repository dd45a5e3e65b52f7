// The tour of Explore: shown at the first visit, once; Help starts it again.
"use strict";

(() => {
  const KEY = "mhoscope-tour";
  const m = window.mhoscope;

  const seen = () => {
    try {
      return localStorage.getItem(KEY) === "seen";
    } catch {
      return true; // who cannot remember is not asked every time
    }
  };

  function remember(word) {
    try {
      if (word) localStorage.setItem(KEY, word);
      else localStorage.removeItem(KEY);
    } catch {
      /* storage may be forbidden */
    }
  }

  function show(step) {
    const tour = document.getElementById("tour");
    const steps = Array.from(tour.querySelectorAll(".tour-step"));
    document.querySelectorAll(".toured").forEach((place) => place.classList.remove("toured"));
    tour.hidden = step >= steps.length;
    if (tour.hidden) return remember("seen");
    steps.forEach((one, at) => (one.hidden = at !== step));
    tour.dataset.step = step;
    const places = Array.from(document.querySelectorAll(steps[step].dataset.about));
    places.find((place) => place.checkVisibility({ visibilityProperty: true }))?.classList.add("toured");
    tour.querySelector("[data-tour=next]").textContent = step === steps.length - 1 ? "Done" : "Next";
  }

  function start() {
    if (!seen() && document.getElementById("tour")) show(0);
    return m.skip();
  }

  document.addEventListener("click", (event) => {
    const does = event.target.closest?.("[data-tour]")?.dataset.tour;
    if (does === "next") show(Number(document.getElementById("tour").dataset.step) + 1);
    if (does === "skip") show(Infinity);
    if (does === "again") {
      remember(null);
      m.kit.goTo("/");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("#tour")) show(Infinity);
  });

  m.add("explore", { startTour: start });
})();
