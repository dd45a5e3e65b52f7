// The address of the view that Explore shows.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

const went = (told) => plain(told.filter(([id]) => id === "went").map(([, { data }]) => data.search));

test("what a page makes of its link is no step back, each change of a control is one", () => {
  const { m, history } = page({ address: "/?n=a" });
  m.explore.setAddress("?v=1&n=a", true);
  m.explore.setAddress("?v=1&n=a", false);
  m.explore.setAddress("?v=1&n=b", false);
  m.explore.setAddress(null, false);
  assert.deepEqual(history, [
    ["replace", "/?v=1&n=a"],
    ["push", "/?v=1&n=b"],
  ]);
});

test("how the page is shown stays", () => {
  const { m, history } = page({ address: "/?n=a&present=1&show=pareto" });
  m.explore.setAddress("?v=1&n=a", true);
  assert.deepEqual(history, [["replace", "/?v=1&n=a&present=1&show=pareto"]]);
});

test("Back moves the controls, and what follows from that is no step of its own", () => {
  const { m, told, history, goTo } = page({ address: "/?v=1&n=a", ids: ["accuracy"] });
  m.explore.setAddress("?v=1&n=a", true);
  m.explore.setAddress("?v=1&n=b", false);
  goTo("/?v=1&n=a");
  assert.deepEqual(went(told), ["?v=1&n=a"]);
  m.explore.setAddress("?v=1&n=a", false);
  m.explore.setAddress("?v=1&n=a&b=5", false);
  assert.deepEqual(history, [
    ["push", "/?v=1&n=b"],
    ["push", "/?v=1&n=a&b=5"],
  ]);
});

test("a talk that begins or ends moves no control, and neither does another page", () => {
  const { m, told, goTo } = page({ address: "/?v=1&n=a", ids: ["accuracy"] });
  m.explore.setAddress("?v=1&n=a", true);
  goTo("/?v=1&n=a&present=1");
  goTo("/runs?q=x");
  assert.deepEqual(went(told), []);
});
