// Trajectories as far as a moment.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

const LINE = { x: [0, 1, 2, null, 10, 20, 30, null], y: [0, 0, 4, null, 5, 5, 5, null] };
const until = (time, moves) => plain(page().m.dynamics.until(LINE, time, moves));

test("paths end where they are at a moment between two steps", () => {
  assert.deepEqual(until(1, "path"), { x: [0, 0, null, 10, 10, null], y: [0, 0, null, 5, 5, null] });
  assert.deepEqual(until(2.5, "path"), { x: [0, 1, 1.5, null, 10, 20, 25, null], y: [0, 0, 2, null, 5, 5, 5, null] });
});

test("marks are where the paths end, and at the last step where they end at all", () => {
  assert.deepEqual(until(2.25, "head"), { x: [1.25, 22.5], y: [1, 5] });
  assert.deepEqual(until(3, "head"), { x: [2, 30], y: [4, 5] });
  assert.deepEqual(until(9, "head"), until(3, "head"));
});

test("a figure begins at its end; a step by hand is said", () => {
  const { m, window, elements } = page({ ids: ["dynamics-figure-trajectories"] });
  Object.assign(elements["dynamics-figure-trajectories"], { matches: () => false, querySelector: () => null });
  const figure = { data: [{ ...LINE, meta: { moves: "path" } }], layout: { meta: { name: "a" } } };
  assert.deepEqual(plain(m.dynamics.show(figure, 8)), [3, 3, "step 3 of 3"]);
  window.dash_clientside.callback_context.triggered_id = "dynamics-step";
  assert.deepEqual(plain(m.dynamics.show(figure, 2)), ["no update", "no update", "step 2 of 3"]);
  assert.deepEqual(plain(m.dynamics.show({ data: [] }, 2)), ["no update", "no update", "no update"]);
});
