// The page Reproduce: a figure is drawn when it comes near to what is seen.
"use strict";

(() => {
  let observer = null;

  function watchClaims() {
    if (observer) observer.disconnect();
    observer = new IntersectionObserver(
      (entries) => {
        entries
          .filter((entry) => entry.isIntersecting)
          .forEach((entry) => {
            observer.unobserve(entry.target);
            window.dash_clientside.set_props({ type: "claim-seen", claim: entry.target.dataset.claim }, { data: true });
          });
      },
      { rootMargin: "600px" },
    );
    document.querySelectorAll("[data-claim]").forEach((place) => observer.observe(place));
    // Printed, all of it is seen.
    window.addEventListener("beforeprint", () => {
      document.querySelectorAll("[data-claim]").forEach((place) => {
        window.dash_clientside.set_props({ type: "claim-seen", claim: place.dataset.claim }, { data: true });
      });
    });
    const wanted = window.location.hash.slice(1);
    const section = wanted && document.getElementById(wanted);
    if (section) section.scrollIntoView();
    return window.mhoscope.skip();
  }

  Object.assign(window.mhoscope, { watchClaims });
})();
