// The story that this browser keeps.
"use strict";

(() => {
  const m = window.mhoscope;
  const KEY = "mhoscope-story";

  function now() {
    try {
      return m.story.read(JSON.parse(localStorage.getItem(KEY))) || m.story.empty();
    } catch {
      return m.story.empty();
    }
  }

  const write = (story) => localStorage.setItem(KEY, JSON.stringify(story));

  function keep(story) {
    try {
      write(story);
    } catch {
      // Too much for the browser: the figures go first, the views can be opened again.
      try {
        write({ ...story, steps: story.steps.map((step) => ({ ...step, figure: null })) });
        m.say("This browser has no room for the figures; the views are kept");
      } catch {
        m.say("This browser keeps nothing: take the story along as a file");
      }
    }
    count();
  }

  function change(does) {
    const story = now();
    does(story);
    keep(story);
  }

  function count() {
    const badge = document.getElementById("story-count");
    if (badge) badge.textContent = now().steps.length || "";
  }

  m.on("page", count);
  m.add("story", { now, keep, change });
})();
