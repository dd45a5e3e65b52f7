// What was looked for among the runs, in the address.
import assert from "node:assert/strict";
import test from "node:test";
import { page } from "../page.mjs";

function kept(...wanted) {
  const { m, window } = page({ address: "/runs?q=before&state=done" });
  m.runs.keep(...wanted);
  return window.location.search;
}

test("what was asked for is read back from the address", () => {
  const search = new URLSearchParams(kept("noise & 5 %", "done", "oldest", 3));
  assert.deepEqual(Object.fromEntries(search), { q: "noise & 5 %", state: "done", order: "oldest", page: "3" });
});

test("what is at its default is left out", () => {
  assert.equal(kept("", null, "newest", 1), "");
  assert.equal(kept("rnn", "", null, 1), "?q=rnn");
});

test("other pages keep their address, and looking for something is no step back", () => {
  const elsewhere = page({ address: "/?v=1" });
  elsewhere.m.runs.keep("rnn", "", "newest", 1);
  assert.deepEqual(elsewhere.history, []);
  const runs = page({ address: "/runs" });
  runs.m.runs.keep("rnn", "", "newest", 1);
  assert.deepEqual(runs.history, [["replace", "/runs?q=rnn"]]);
});
