// A run and what comes of it anew: whatever arrives twice, late or in another order leaves the same points.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

const { merged, finished } = page().m.explore;
const point = (network, x, accuracy, y = null) => ({ network, x, y, accuracy });
const run = (sequence, points, more = {}) => ({ id: "r1", state: "running", sequence, points, error: null, ...more });

test("new points come in addition", () => {
  const before = run(1, [point("a", 0, 0.9)]);
  const after = merged(before, run(2, [point("a", 0.1, 0.8), point("b", 0, 0.7)]));
  assert.deepEqual(plain(after.points), [point("a", 0, 0.9), point("a", 0.1, 0.8), point("b", 0, 0.7)]);
  assert.equal(after.sequence, 2);
  assert.equal(before.points.length, 1, "what was before is left as it was");
});

test("a point with more draws takes the place of the one before", () => {
  const after = merged(run(1, [point("a", 0, 0.9), point("a", 0.1, 0.5)]), run(2, [point("a", 0, 0.91)]));
  assert.deepEqual(plain(after.points), [point("a", 0, 0.91), point("a", 0.1, 0.5)]);
});

test("cells of a map differ in y, and networks in their name", () => {
  const after = merged(run(1, [point("a", 0, 0.9, 0)]), run(2, [point("a", 0, 0.8, 0.1), point("b", 0, 0.7, 0)]));
  assert.equal(after.points.length, 3);
});

test("what arrives twice changes nothing", () => {
  const update = run(2, [point("a", 0, 0.91)]);
  const once = merged(run(1, []), update);
  assert.deepEqual(plain(merged(once, update)), plain(once));
});

test("what arrives late is passed over", () => {
  const now = run(5, [point("a", 0, 0.95)], { state: "done" });
  assert.deepEqual(plain(merged(now, run(4, [point("a", 0, 0.5), point("a", 1, 0.1)]))), now);
});

test("after the connection was lost, all points at once do no harm", () => {
  const known = merged(run(1, [point("a", 0, 0.9)]), run(2, [point("a", 0.1, 0.8)]));
  const again = merged(known, run(4, [point("a", 0.1, 0.82), point("a", 0, 0.9), point("a", 0.2, 0.7)], { state: "done" }));
  assert.deepEqual(plain(again.points), [point("a", 0, 0.9), point("a", 0.1, 0.82), point("a", 0.2, 0.7)]);
  assert.equal(again.state, "done");
});

test("an error that is over is forgotten", () => {
  const failed = merged(run(1, []), run(2, [], { error: "no worker", state: "failed" }));
  assert.equal(failed.error, "no worker");
  const { error, ...update } = run(3, []);
  assert.equal(error, null);
  assert.equal(merged(failed, update).error, null);
});

test("a run goes on while it is queued or running", () => {
  assert.deepEqual(["queued", "running", "done", "partial", "cancelled", "failed"].filter(finished), [
    "done",
    "partial",
    "cancelled",
    "failed",
  ]);
});
