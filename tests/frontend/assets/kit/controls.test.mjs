// A slider and its number, where each change of one is told to the other, and some of it late.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

function knob() {
  const { m, window, told, pass } = page();
  const changed = (which, slider, number) => {
    window.dash_clientside.callback_context.triggered_id = `programming-${which}`;
    return m.kit.inStep(slider, number);
  };
  return { changed, told, pass };
}

test("the number follows the slider, the slider follows the number", () => {
  const { changed, told } = knob();
  assert.equal(changed("slider", 0.1, 0.05), 0.1);
  assert.equal(changed("number", 0.1, 0.2), "no update");
  assert.deepEqual(plain(told), [["programming-slider", { value: 0.2 }]]);
  assert.equal(changed("number", 0.2, ""), "no update");
  assert.equal(changed("slider", 0.2, 0.2), "no update");
  assert.equal(told.length, 1);
});

test("a number that the slider has overtaken is put right, and not for ever", () => {
  const { changed, told, pass } = knob();
  changed("slider", 0.1, 0.05);
  pass(500);
  assert.equal(changed("number", 0.1, 0.05), 0.1);
  pass(600);
  assert.equal(changed("number", 0.1, 0.05), "no update");
  assert.deepEqual(plain(told), [["programming-slider", { value: 0.05 }]]);
});
