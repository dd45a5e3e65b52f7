// The story: what is kept, and what is read of files and links that may hold anything.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

const step = (link, more = {}) => ({ title: "t", notes: "", link, scheme: "light", figure: null, ...more });
const FIGURE = { data: [{ x: [1] }], layout: { title: "f" } };

test("a story comes through a link as it was, but for its figures", async () => {
  const { m } = page();
  const steps = [
    step("/?v=1&n=a,b", { title: "Äußerst – 95 %", notes: "one\ntwo", figure: FIGURE }),
    step("/help", { scheme: "dark" }),
  ];
  const word = await m.story.packed({ version: 1, title: "T", steps });
  assert.match(word, /^[\w-]+$/);
  const back = plain(await m.story.unpacked(word));
  assert.deepEqual(back, { version: 1, title: "T", steps: steps.map((one) => ({ ...one, figure: null })) });
});

test("what is no story is none, and what is no step is left out", async () => {
  const { m } = page();
  for (const wrong of [null, {}, { version: 2, steps: [] }, { version: 1, steps: "many" }])
    assert.equal(m.story.read(wrong), null);
  await assert.rejects(m.story.unpacked("no-story-at-all"));
  const links = [
    "/",
    "/see?i=1",
    "//elsewhere",
    "/\\elsewhere",
    "javascript:alert(1)",
    "https://elsewhere",
    7,
    `/${"x".repeat(4000)}`,
  ];
  const read = m.story.read({ version: 1, steps: [null, ...links.map((link) => step(link))], secret: 1 });
  assert.deepEqual(plain(read), { version: 1, title: "", steps: [step("/"), step("/see?i=1")] });
  const odd = m.story.read({
    version: 1,
    steps: [step("/", { title: 5, notes: "n".repeat(9000), scheme: "pink", figure: { data: 1 } })],
  });
  assert.deepEqual(plain(odd.steps[0]), step("/", { title: "", notes: "n".repeat(5000) }));
  assert.equal(m.story.read({ version: 1, steps: Array(300).fill(step("/")) }).steps.length, 100);
});

test("a view is added as it is shown, without the talk", () => {
  const { m, elements } = page({ address: "/?v=1&hide=panel&present=1", ids: ["notify", "story-count"] });
  m.actions.addToStory();
  m.actions.addToStory();
  assert.deepEqual(plain(m.story.now().steps.map(({ link }) => link)), ["/?v=1&hide=panel", "/?v=1&hide=panel"]);
  assert.equal(elements["story-count"].textContent, 2);
  assert.equal(elements.notify.textContent, "Step 2 of the story");
});

test("a story that was empty is empty again after its steps are removed", () => {
  const { m } = page();
  m.actions.addToStory();
  m.story.keep(m.story.empty());
  assert.deepEqual(plain(m.story.now()), { version: 1, title: "", steps: [] });
});

test("figures go first where there is no room", () => {
  const said = [];
  const kept = new Map();
  const localStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, value) {
      if (value.length > 500) throw new Error("full");
      kept.set(key, value);
    },
  };
  const { m, elements } = page({ ids: ["notify"], globals: { localStorage } });
  Object.defineProperty(elements.notify, "textContent", {
    set(words) {
      said.push(words);
    },
  });
  m.story.keep({ version: 1, title: "T", steps: [step("/", { figure: { data: [{ x: Array(500).fill(1) }], layout: {} } })] });
  assert.deepEqual(plain(m.story.now().steps), [step("/")]);
  assert.deepEqual(said, ["This browser has no room for the figures; the views are kept"]);
});
