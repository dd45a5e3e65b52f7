// The page Reproduce: a figure is drawn when it comes near to what is seen.
"use strict";

(() => {
  const m = window.mhoscope;
  let observer = null;

  const seen = (place) => m.setProps({ type: "claim-seen", claim: place.dataset.claim }, { data: true });

  function watchClaims() {
    if (observer) observer.disconnect();
    observer = new IntersectionObserver(
      (entries) => {
        entries
          .filter((entry) => entry.isIntersecting)
          .forEach((entry) => {
            observer.unobserve(entry.target);
            seen(entry.target);
          });
      },
      { rootMargin: "600px" },
    );
    document.querySelectorAll("[data-claim]").forEach((place) => observer.observe(place));
    const wanted = window.location.hash.slice(1);
    const section = wanted && document.getElementById(wanted);
    if (section) section.scrollIntoView();
    return m.skip();
  }

  // Printed, all of it is seen.
  window.addEventListener("beforeprint", () => document.querySelectorAll("[data-claim]").forEach(seen));

  m.add("reproduce", { watchClaims });
})();
