// The address: the view, and beside it how the page is shown.
import assert from "node:assert/strict";
import test from "node:test";
import { page } from "../page.mjs";

const VIEWS = [
  "",
  "?v=1&n=digits/mlp-noise0,digits/rnn-t4-noise0&b=10",
  "?v=1&x=an%20unknown+part&y",
  "?presents=1&shown=2&hide2=3",
];

test("the view is what is left without the parts that say how it is shown", () => {
  const { plain } = page().m.kit;
  for (const view of VIEWS) {
    assert.equal(plain(view), view);
    assert.equal(plain(`${view || "?"}${view ? "&" : ""}present=1&show=pareto&hide=panel,energy`), view);
  }
  assert.equal(plain("?present=1&v=1&hide=panel&b=10"), "?v=1&b=10");
});

test("another view keeps how the page is shown", () => {
  const { plain, withParts } = page().m.kit;
  for (const view of VIEWS) {
    for (const other of ["", "?v=1&present=1", "?show=pareto&v=2&hide=a,b"]) {
      const both = withParts(view, other);
      assert.equal(plain(both), view);
      assert.equal(withParts("", both), withParts("", other));
    }
  }
  assert.equal(withParts("?v=2", "?v=1&present=1&show=pareto"), "?v=2&present=1&show=pareto");
});

test("into a talk and out of it nothing else is lost", () => {
  const { presented } = page().m.kit;
  for (const view of VIEWS) {
    assert.equal(presented(presented(view, true), false), view);
    assert.equal(presented(presented(view, true), true), presented(view, true));
  }
  assert.equal(presented("?v=1&hide=panel&b=10", true), "?v=1&b=10&hide=panel&present=1");
  assert.equal(presented("?v=1&present=1&hide=panel", false), "?v=1&hide=panel");
});

test("the address is set as a step back or in place, and not where it is so already", () => {
  const { m, history } = page({ address: "/see?c=3" });
  m.kit.setSearch("?c=3", false);
  assert.deepEqual(history, []);
  m.kit.setSearch("?c=4", false);
  m.kit.setSearch("?c=5", true);
  assert.deepEqual(history, [
    ["push", "/see?c=4"],
    ["replace", "/see?c=5"],
  ]);
});

test("Back, Forward and links are told to whoever asks", () => {
  const { m, goTo } = page();
  let times = 0;
  m.on("address", () => (times += 1));
  goTo("/?v=2");
  m.kit.goTo("/?v=3");
  assert.equal(times, 2);
});
