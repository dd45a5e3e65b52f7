// The address of the page Dynamics.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

const AT = { address: "/dynamics?p=5", ids: ["dynamics-results"] };
const now = (search, small = true) => ({ search, small, request: { networks: ["a"], search } });

test("the first address replaces the link, later ones are steps back", () => {
  const { m, history } = page(AT);
  m.dynamics.setAddress(null, null);
  m.dynamics.setAddress(now("?v=1&p=5"), null);
  m.dynamics.setAddress(now("?v=1&p=6"), null);
  assert.deepEqual(history, [
    ["replace", "/dynamics?v=1&p=5"],
    ["push", "/dynamics?v=1&p=6"],
  ]);
});

test("an answer that is not computed by itself is named, in place of the address before", () => {
  const { m, history } = page(AT);
  const large = now("?v=1&p=5", false);
  m.dynamics.setAddress(large, null);
  m.dynamics.setAddress(large, { id: "0123", request: now("?v=1&p=4").request });
  m.dynamics.setAddress(large, { id: "0123", request: large.request });
  assert.deepEqual(history, [
    ["replace", "/dynamics?v=1&p=5"],
    ["replace", "/dynamics?v=1&p=5&jb=0123"],
  ]);
});

test("a talk stays a talk", () => {
  const { m, history } = page({ ...AT, address: "/dynamics?present=1" });
  m.dynamics.setAddress(now(""), null);
  m.dynamics.setAddress(now("?v=1&p=6"), null);
  assert.deepEqual(history, [["push", "/dynamics?v=1&p=6&present=1"]]);
});

test("Back moves the controls; whoever leaves and comes back begins anew", () => {
  const { m, told, goTo } = page(AT);
  m.dynamics.setAddress(now("?v=1&p=5"), null);
  goTo("/dynamics?v=1&p=7");
  goTo("/dynamics?v=1&p=7&present=1");
  goTo("/runs");
  goTo("/dynamics?v=1&p=8");
  assert.deepEqual(plain(told), [["dynamics-went", { data: { search: "?v=1&p=7" } }]]);
});

test("files are those of the job", () => {
  const { m } = page(AT);
  assert.deepEqual(plain(m.dynamics.exportLinks({ id: "0123" })), [
    "/api/v1/dynamics/0123/export/json",
    "/api/v1/dynamics/0123/export/csv",
  ]);
  assert.deepEqual(plain(m.dynamics.exportLinks(null)), ["#", "#"]);
});
