// A talk: no controls, large letters, and a story stepped through by keys.
"use strict";

(() => {
  const m = window.mhoscope;
  const AT = "mhoscope-talk";
  const root = document.documentElement;

  const talkAt = () => {
    const kept = sessionStorage.getItem(AT);
    return kept === null ? null : Number(kept);
  };

  function step(to) {
    const steps = m.story.now().steps;
    if (!steps.length) return;
    const now = Math.min(Math.max(to, 0), steps.length - 1);
    sessionStorage.setItem(AT, now);
    const [path, search] = steps[now].link.split("?");
    m.kit.goTo(path + m.kit.presented(search || "", true));
  }

  function endTalk() {
    sessionStorage.removeItem(AT);
    document.getElementById("talk-notes").hidden = true;
  }

  function showTalk() {
    const bar = document.getElementById("talk");
    if (!bar) return;
    const at = m.kit.presenting() ? talkAt() : null;
    const steps = m.story.now().steps;
    const now = at === null ? null : steps[at];
    bar.hidden = !now;
    root.toggleAttribute("data-talk", Boolean(now));
    document.getElementById("talk-title").textContent = now ? now.title : "";
    const box = document.getElementById("talk-notes");
    box.textContent = now ? now.notes : "";
    if (!box.textContent) box.hidden = true;
    document.getElementById("talk-count").textContent = now ? `${at + 1} / ${steps.length}` : "";
  }

  function notes() {
    const box = document.getElementById("talk-notes");
    box.hidden = !box.hidden || !box.textContent;
  }

  function toggle() {
    const talk = !m.kit.presenting();
    if (!talk) endTalk();
    m.kit.goTo(window.location.pathname + m.kit.presented(window.location.search, talk));
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen().catch(() => m.say("This browser does not allow the whole screen here"));
  }

  document.addEventListener("keydown", (event) => {
    if (!m.kit.presenting() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [role=slider]")) return;
    const at = talkAt();
    const does = {
      ArrowRight: () => at !== null && step(at + 1),
      PageDown: () => at !== null && step(at + 1),
      ArrowLeft: () => at !== null && step(at - 1),
      PageUp: () => at !== null && step(at - 1),
      Escape: () => document.fullscreenElement || toggle(),
      n: notes,
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does || document.querySelector("[role=dialog]")) return;
    event.preventDefault();
    does();
  });

  m.on("parts", showTalk);
  m.on("page", showTalk);
  m.add("story", { step });
  m.add("actions", { talk: toggle, fullScreen });
})();
