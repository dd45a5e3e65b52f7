// The page Story: its steps, to be named, moved, and removed.
"use strict";

(() => {
  const m = window.mhoscope;
  const { element } = m;

  function button(label, sign, does, disabled = false) {
    const made = element("button", { type: "button", textContent: sign, title: label, disabled, onclick: does });
    made.setAttribute("aria-label", label);
    return made;
  }

  function words(step, at) {
    const title = element("input", {
      value: step.title,
      maxLength: 200,
      onchange: () => m.story.change((story) => (story.steps[at].title = title.value)),
    });
    title.setAttribute("aria-label", `Title of step ${at + 1}`);
    const notes = element("textarea", {
      value: step.notes,
      maxLength: 5000,
      rows: 2,
      placeholder: "What to say",
      onchange: () => m.story.change((story) => (story.steps[at].notes = notes.value)),
    });
    notes.setAttribute("aria-label", `Notes of step ${at + 1}`);
    const link = element("a", { href: step.link, textContent: step.link.length > 90 ? `${step.link.slice(0, 90)}…` : step.link });
    const remark = element("small", { textContent: step.figure ? "with its figure" : "view only" });
    return element("div", { className: "story-words" }, title, notes, element("div", { className: "story-link" }, link, remark));
  }

  function move(at, by) {
    m.story.change((story) => story.steps.splice(at + by, 0, ...story.steps.splice(at, 1)));
    list();
    document.querySelectorAll("#story-steps > li")[at + by].querySelector("input").focus();
  }

  function remove(at) {
    m.story.change((story) => story.steps.splice(at, 1));
    list();
    m.say("Step removed");
  }

  function row(step, at, steps) {
    const buttons = [
      button(`Move step ${at + 1} up`, "↑", () => move(at, -1), at === 0),
      button(`Move step ${at + 1} down`, "↓", () => move(at, 1), at === steps.length - 1),
      button(`Present from step ${at + 1}`, "▶", () => m.story.step(at)),
      button(`Remove step ${at + 1}`, "×", () => remove(at)),
    ];
    const number = element("span", { className: "story-number", textContent: at + 1 });
    return element("li", {}, number, words(step, at), element("div", { className: "story-moves" }, ...buttons));
  }

  function list() {
    const place = document.getElementById("story-steps");
    if (!place) return m.skip();
    const story = m.story.now();
    place.replaceChildren(...story.steps.map(row));
    document.getElementById("story-empty").hidden = story.steps.length > 0;
    document.querySelectorAll("[data-story]:not([data-story=import])").forEach((one) => (one.disabled = !story.steps.length));
    m.setProps("story-title", { value: story.title });
    m.story.fromLink();
    return m.skip();
  }

  function entitle(title) {
    const { now, change, text } = m.story;
    if (document.getElementById("story-steps") && title !== now().title) change((story) => (story.title = text(title, 200)));
    return m.skip();
  }

  m.add("story", { list, entitle });
})();
