// The view that is shown becomes a step of the story.
"use strict";

(() => {
  const m = window.mhoscope;

  function figureOf(graph) {
    if (!graph || !graph.asked || !graph.asked.data.length) return null;
    const { data, layout } = JSON.parse(JSON.stringify({ data: graph.asked.data, layout: graph.asked.layout }));
    return { data, layout };
  }

  function graphNow() {
    const places = Array.from(document.querySelectorAll("main .dash-graph"));
    return places.find((place) => place.offsetParent !== null)?.querySelector(".js-plotly-plot");
  }

  function put(title, link, figure) {
    const { now, keep, MOST } = m.story;
    const story = now();
    if (story.steps.length >= MOST) return m.say(`A story has at most ${MOST} steps`);
    story.steps.push({ title: figure?.layout.meta?.title || title, notes: "", link, scheme: m.kit.scheme(), figure });
    keep(story);
    m.say(`Step ${story.steps.length} of the story`);
  }

  function add() {
    const heading = document.querySelector("main h1")?.innerText.trim() || document.title;
    put(heading, window.location.pathname + m.kit.presented(window.location.search, false), figureOf(graphNow()));
  }

  // A part of the page with a figure and a link of its own, kept on the box with its id; a step shows that part alone.
  function addPart(id, part) {
    const { link } = document.getElementById(id).dataset;
    const figure = figureOf(m.kit.graphOf(id));
    if (!link || !figure) return m.say("There is no figure yet");
    put(document.title, `${link}${link.includes("?") ? "&" : "?"}show=${part}`, figure);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-adds]");
    if (button) addPart(button.dataset.adds, button.dataset.part);
  });

  m.add("actions", { addToStory: add });
})();
