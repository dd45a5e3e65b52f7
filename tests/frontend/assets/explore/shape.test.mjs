// Curve, map or change with time follows from axes and device, and they from it; and the slider of a device's age.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

const DEVICES = { pcm: { oldest_s: 3e7 }, ecram: { oldest_s: null } };
const KEPT = "no update";

function after(changed, shown, sweep, y, device) {
  const { m, window } = page();
  window.dash_clientside.callback_context.triggered = [{ prop_id: `${changed}.value` }];
  const [...found] = plain(m.explore.shape(shown, sweep, y, device, { devices: DEVICES }));
  const box = found.pop();
  return [...found, box.display];
}

test("a map takes a second axis, a curve gives it back", () => {
  assert.deepEqual(after("shape", "map", "p", "", null), [KEPT, KEPT, "r", KEPT, "block"]);
  assert.deepEqual(after("shape", "map", "r", "", null), [KEPT, KEPT, "p", KEPT, "block"]);
  assert.deepEqual(after("shape", "curve", "p", "r", null), [KEPT, KEPT, "", KEPT, "none"]);
});

test("time takes a device that ages", () => {
  assert.deepEqual(after("shape", "time", "p", "", null), [KEPT, "ag", KEPT, "pcm", "none"]);
  assert.deepEqual(after("shape", "curve", "ag", "", "pcm"), [KEPT, "ab", KEPT, KEPT, "none"]);
  assert.deepEqual(after("sweep", "curve", "ag", "", "pcm"), ["time", KEPT, KEPT, KEPT, "none"]);
});

test("a device has noise of its own to sweep, and only some age", () => {
  assert.deepEqual(after("device", "curve", "p", "", "pcm"), ["time", "ag", KEPT, KEPT, "none"]);
  assert.deepEqual(after("device", "curve", "p", "", "ecram"), [KEPT, "ab", KEPT, KEPT, "none"]);
  assert.deepEqual(after("device", "time", "ag", "", null), ["curve", "p", KEPT, KEPT, "none"]);
  assert.deepEqual(after("device", "map", "p", "r", "ecram"), [KEPT, "ab", "l", KEPT, "block"]);
});

test("an age comes back from the place of its slider", () => {
  const { m, window } = page();
  const from = (which, slider, number) => {
    window.dash_clientside.callback_context.triggered_id = which;
    return plain(m.explore.ageInStep(slider, number));
  };
  assert.deepEqual(from("age-slider", 0, 1), [KEPT, 0]);
  for (const age of [0, 1, 10, 1000, 3.16e7]) {
    const [place] = from("age", 0, age);
    assert.deepEqual(from("age-slider", place, `${7 * age + 5}`), [KEPT, age]);
  }
  assert.deepEqual(from("age-slider", 1, 1.02), [KEPT, KEPT], "what is as good as there moves nothing");
  assert.deepEqual(from("age", 5, ""), [KEPT, KEPT]);
});
