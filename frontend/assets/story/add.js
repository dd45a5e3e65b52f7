// The view that is shown becomes a step of the story.
"use strict";

(() => {
  const m = window.mhoscope;

  function figureNow() {
    const places = Array.from(document.querySelectorAll("main .dash-graph"));
    const graph = places.find((place) => place.offsetParent !== null)?.querySelector(".js-plotly-plot");
    if (!graph || !graph.asked || !graph.asked.data.length) return null;
    const { data, layout } = JSON.parse(JSON.stringify({ data: graph.asked.data, layout: graph.asked.layout }));
    return { data, layout };
  }

  function add() {
    const { now, keep, MOST } = m.story;
    const story = now();
    if (story.steps.length >= MOST) return m.say(`A story has at most ${MOST} steps`);
    const heading = document.querySelector("main h1")?.innerText.trim() || document.title;
    const figure = figureNow();
    story.steps.push({
      title: figure?.layout.meta?.title || heading,
      notes: "",
      link: window.location.pathname + m.kit.presented(window.location.search, false),
      scheme: m.kit.scheme(),
      figure,
    });
    keep(story);
    m.say(`Step ${story.steps.length} of the story`);
  }

  m.add("actions", { addToStory: add });
})();
