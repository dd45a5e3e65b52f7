// The story: views in an order, kept in this browser, taken along as a file, a link, or one page that opens offline.
"use strict";

(() => {
  const KEY = "mhoscope-story";
  const MOST = 100;
  const EMPTY = { version: 1, title: "", steps: [] };
  const m = window.mhoscope;

  const text = (value, longest) => (typeof value === "string" ? value.slice(0, longest) : "");
  const ours = (link) => typeof link === "string" && /^\/([^/\\].*)?$/.test(link) && link.length <= 4000;
  const drawn = (figure) => Boolean(figure && Array.isArray(figure.data) && figure.layout && typeof figure.layout === "object");

  // What comes from a file or a link may be anything: what is no step is left out.
  function read(document_) {
    if (!document_ || document_.version !== 1 || !Array.isArray(document_.steps)) return null;
    const steps = document_.steps.filter((step) => step && ours(step.link)).slice(0, MOST);
    return {
      version: 1,
      title: text(document_.title, 200),
      steps: steps.map((step) => ({
        title: text(step.title, 200),
        notes: text(step.notes, 5000),
        link: step.link,
        scheme: step.scheme === "dark" ? "dark" : "light",
        figure: drawn(step.figure) ? { data: step.figure.data, layout: step.figure.layout } : null,
      })),
    };
  }

  function story() {
    try {
      return read(JSON.parse(localStorage.getItem(KEY))) || { ...EMPTY };
    } catch {
      return { ...EMPTY };
    }
  }

  function keep(changed) {
    try {
      localStorage.setItem(KEY, JSON.stringify(changed));
    } catch {
      // Too much for the browser: the figures go first, the views can be opened again.
      try {
        localStorage.setItem(
          KEY,
          JSON.stringify({ ...changed, steps: changed.steps.map((step) => ({ ...step, figure: null })) }),
        );
        m.say("This browser has no room for the figures; the views are kept");
      } catch {
        m.say("This browser keeps nothing: take the story along as a file");
      }
    }
    count();
  }

  function count() {
    const badge = document.getElementById("story-count");
    if (badge) badge.textContent = story().steps.length || "";
  }

  // --- One step more -----------------------------------------------------------------------------------------------

  function figureNow() {
    const places = Array.from(document.querySelectorAll("main .dash-graph"));
    const graph = places.find((place) => place.offsetParent !== null)?.querySelector(".js-plotly-plot");
    if (!graph || !graph.asked || !graph.asked.data.length) return null;
    const { data, layout } = JSON.parse(JSON.stringify({ data: graph.asked.data, layout: graph.asked.layout }));
    return { data, layout };
  }

  function add() {
    const now = story();
    if (now.steps.length >= MOST) return m.say(`A story has at most ${MOST} steps`);
    const heading = document.querySelector("main h1")?.innerText.trim() || document.title;
    const figure = figureNow();
    const kept = window.location.search.replace(/([?&])present=1(&|$)/, "$1").replace(/[?&]$/, "");
    now.steps.push({
      title: figure?.layout.meta?.title || heading,
      notes: "",
      link: window.location.pathname + kept,
      scheme: document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light",
      figure,
    });
    keep(now);
    m.say(`Step ${now.steps.length} of the story`);
  }

  // --- Its page ----------------------------------------------------------------------------------------------------

  const element = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  function button(label, sign, does, disabled = false) {
    const made = element("button", { type: "button", textContent: sign, title: label, disabled, onclick: does });
    made.setAttribute("aria-label", label);
    return made;
  }

  function change(does) {
    const now = story();
    does(now);
    keep(now);
  }

  function row(step, at, steps) {
    const move = (by) => () => {
      change((now) => now.steps.splice(at + by, 0, ...now.steps.splice(at, 1)));
      list();
      document.querySelectorAll("#story-steps > li")[at + by].querySelector("input").focus();
    };
    const title = element("input", {
      value: step.title,
      maxLength: 200,
      onchange: () => change((now) => (now.steps[at].title = title.value)),
    });
    title.setAttribute("aria-label", `Title of step ${at + 1}`);
    const notes = element("textarea", {
      value: step.notes,
      maxLength: 5000,
      rows: 2,
      placeholder: "What to say",
      onchange: () => change((now) => (now.steps[at].notes = notes.value)),
    });
    notes.setAttribute("aria-label", `Notes of step ${at + 1}`);
    const link = element("a", { href: step.link, textContent: step.link.length > 90 ? `${step.link.slice(0, 90)}…` : step.link });
    const remark = element("small", { textContent: step.figure ? "with its figure" : "view only" });
    return element(
      "li",
      {},
      element("span", { className: "story-number", textContent: at + 1 }),
      element("div", { className: "story-words" }, title, notes, element("div", { className: "story-link" }, link, remark)),
      element(
        "div",
        { className: "story-moves" },
        button(`Move step ${at + 1} up`, "↑", move(-1), at === 0),
        button(`Move step ${at + 1} down`, "↓", move(1), at === steps.length - 1),
        button(`Present from step ${at + 1}`, "▶", () => m.step(at)),
        button(`Remove step ${at + 1}`, "×", () => {
          change((now) => now.steps.splice(at, 1));
          list();
          m.say("Step removed");
        }),
      ),
    );
  }

  function list() {
    const place = document.getElementById("story-steps");
    if (!place) return m.skip();
    const now = story();
    place.replaceChildren(...now.steps.map(row));
    document.getElementById("story-empty").hidden = now.steps.length > 0;
    document.querySelectorAll("[data-story]:not([data-story=import])").forEach((one) => (one.disabled = !now.steps.length));
    m.setProps("story-title", { value: now.title });
    fromLink();
    return m.skip();
  }

  const slim = (now) => ({ ...now, steps: now.steps.map(({ title, notes, link, scheme }) => ({ title, notes, link, scheme })) });

  // --- As a link: deflated, in the part of an address that is sent to nobody ---------------------------------------

  async function through(stream, bytes) {
    return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
  }

  async function packed(now) {
    const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(slim(now))));
    return btoa(String.fromCharCode(...bytes))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  }

  async function unpacked(word) {
    const bytes = Uint8Array.from(atob(word.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    return read(JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes))));
  }

  async function copyLink() {
    const address = `${window.location.origin}/story#${await packed(story())}`;
    try {
      await navigator.clipboard.writeText(address);
      m.say("Link to the story copied");
    } catch {
      window.prompt("Copy this link", address);
    }
  }

  async function fromLink() {
    const word = window.location.hash.slice(1);
    if (!word || !document.getElementById("story-steps")) return;
    window.history.replaceState({}, "", window.location.pathname);
    const found = await unpacked(word).catch(() => null);
    if (!found || !found.steps.length) return m.say("This link holds no story");
    take(found);
  }

  // A story that comes in takes the place of the one that is here, which is asked about first.
  function take(found) {
    const here = story().steps.length;
    if (here && !window.confirm(`Put this story of ${found.steps.length} steps in the place of yours of ${here}?`)) return;
    keep(found);
    list();
    m.say(`A story of ${found.steps.length} steps`);
  }

  function open() {
    const file = element("input", { type: "file", accept: ".json,application/json" });
    file.addEventListener("change", async () => {
      const found = await file.files[0]
        .text()
        .then((content) => read(JSON.parse(content)))
        .catch(() => null);
      if (found && found.steps.length) take(found);
      else m.say("This file holds no story");
    });
    file.click();
  }

  // For the last row too.
  const large = (now) => ({
    ...now,
    steps: now.steps.map((step) => ({ ...step, figure: step.figure && m.larger(step.figure) })),
  });

  const DOES = {
    add,
    present: () => m.step(0),
    link: copyLink,
    file: () => m.save(new Blob([JSON.stringify(story(), null, 1)], { type: "application/json" }), "mhoscope-story.json"),
    page: () => m.setProps("story-out", { data: large(story()) }),
    import: open,
    clear: () => {
      if (!window.confirm("Remove all steps of the story? It cannot be brought back.")) return;
      keep({ ...EMPTY });
      list();
    },
  };

  document.addEventListener("click", (event) => {
    const does = event.target.closest?.("[data-story]");
    if (does && !does.disabled) DOES[does.dataset.story]();
  });

  function entitle(title) {
    if (document.getElementById("story-steps") && title !== story().title) change((now) => (now.title = text(title, 200)));
    return m.skip();
  }

  Object.assign(m, { story, showStory: list, entitle, countStory: () => (count(), m.showTalk(), m.skip()) });
  Object.assign(m.actions, { addToStory: add });
})();
