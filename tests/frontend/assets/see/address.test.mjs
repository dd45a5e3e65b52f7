// The address of the page See it.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

test("the first address replaces the link, later ones are steps back", () => {
  const { m, history } = page({ address: "/see?i=5", ids: ["see-canvas"] });
  m.see.setAddress(null);
  m.see.setAddress({ search: "?i=5&c=100" });
  m.see.setAddress({ search: "?i=6&c=100" });
  assert.deepEqual(history, [
    ["replace", "/see?i=5&c=100"],
    ["push", "/see?i=6&c=100"],
  ]);
});

test("Back moves the controls; whoever leaves and comes back begins anew", () => {
  const { m, told, history, goTo } = page({ address: "/see", ids: [] });
  m.see.setAddress({ search: "?i=5" });
  goTo("/runs");
  m.see.setAddress({ search: "?i=5" });
  goTo("/see?i=7");
  m.see.setAddress({ search: "?i=7&c=1" });
  assert.deepEqual(plain(told), []);
  assert.deepEqual(history, [
    ["replace", "/see?i=5"],
    ["replace", "/see?i=7&c=1"],
  ]);
});

test("a link to another image is followed", () => {
  const canvas = page({ address: "/see", ids: ["see-canvas"] });
  canvas.elements["see-canvas"].getContext = () => ({ clearRect() {} });
  canvas.m.see.setAddress({ search: "?i=5" });
  canvas.goTo("/see?i=8");
  canvas.goTo("/see?i=8");
  assert.deepEqual(plain(canvas.told), [["see-went", { data: { search: "?i=8" } }]]);
});
