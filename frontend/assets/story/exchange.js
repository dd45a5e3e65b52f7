// The story taken along, as a file, a link, or one page that opens offline; and one that comes in.
"use strict";

(() => {
  const m = window.mhoscope;

  async function copyLink() {
    const link = `${window.location.origin}/story#${await m.story.packed(m.story.now())}`;
    if (await m.kit.copy(link)) m.say("Link to the story copied");
  }

  async function fromLink() {
    const word = window.location.hash.slice(1);
    if (!word || !document.getElementById("story-steps")) return;
    window.history.replaceState({}, "", window.location.pathname);
    const found = await m.story.unpacked(word).catch(() => null);
    if (!found || !found.steps.length) return m.say("This link holds no story");
    take(found);
  }

  // A story that comes in takes the place of the one that is here, which is asked about first.
  function take(found) {
    const here = m.story.now().steps.length;
    if (here && !window.confirm(`Replace your story of ${here} steps by this one of ${found.steps.length}?`)) return;
    m.story.keep(found);
    m.story.list();
    m.say(`A story of ${found.steps.length} steps`);
  }

  function open() {
    const file = m.element("input", { type: "file", accept: ".json,application/json" });
    file.addEventListener("change", async () => {
      const found = await file.files[0]
        .text()
        .then((content) => m.story.read(JSON.parse(content)))
        .catch(() => null);
      if (found && found.steps.length) take(found);
      else m.say("This file holds no story");
    });
    file.click();
  }

  // For the last row too.
  const large = (story) => ({
    ...story,
    steps: story.steps.map((step) => ({ ...step, figure: step.figure && m.kit.larger(step.figure) })),
  });

  function clear() {
    if (!window.confirm("Remove all steps of the story? This cannot be undone.")) return;
    m.story.keep(m.story.empty());
    m.story.list();
  }

  const json = (story) => new Blob([JSON.stringify(story, null, 1)], { type: "application/json" });

  const DOES = {
    add: () => m.actions.addToStory(),
    present: () => m.story.step(0),
    link: copyLink,
    file: () => m.kit.save(json(m.story.now()), "mhoscope-story.json"),
    page: () => m.setProps("story-out", { data: large(m.story.now()) }),
    import: open,
    clear,
  };

  document.addEventListener("click", (event) => {
    const does = event.target.closest?.("[data-story]");
    if (does && !does.disabled) DOES[does.dataset.story]();
  });

  m.add("story", { fromLink });
})();
