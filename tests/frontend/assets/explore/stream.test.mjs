// A run that is followed: its events, what the page is told and when, and what happens without a stream.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

const point = (network, x, accuracy) => ({ network, x, y: null, accuracy });
const run = (sequence, points = [], more = {}) => ({ id: "r1", state: "running", sequence, points, error: null, ...more });

class Source extends EventTarget {
  static CLOSED = 2;
  static all = [];
  readyState = 1;
  constructor(url) {
    super();
    this.url = url;
    Source.all.push(this);
  }
  close() {
    this.readyState = Source.CLOSED;
  }
  send(update) {
    this.dispatchEvent(Object.assign(new Event("update"), { data: JSON.stringify(update) }));
  }
}

function following(begun = {}) {
  Source.all = [];
  const there = page({ address: "/?v=1", ids: ["accuracy"], globals: { EventSource: Source } });
  const told = (id) => there.told.filter(([name]) => name === id).map(([, properties]) => properties.data ?? properties);
  assert.equal(there.m.explore.follow({ search: "?v=1", first: false, run: run(3), ...begun }), true);
  return { ...there, told: (id) => plain(told(id)), source: Source.all[0] };
}

test("events are asked for from the number on that is known", () => {
  assert.equal(following().source.url, "/api/v1/runs/r1/events?last_event_id=3");
});

test("the first point is drawn at once, later ones together", () => {
  const { source, told, pass } = following();
  pass(1000);
  source.send(run(4, [point("a", 0, 0.9)]));
  assert.equal(told("redraw").length, 1);
  source.send(run(5, [point("a", 0.1, 0.8)]));
  source.send(run(6, [point("a", 0.2, 0.7)]));
  assert.equal(told("redraw").length, 1);
  pass(1000);
  assert.equal(told("redraw").length, 2);
  assert.deepEqual(told("live").at(-1).run.points, [point("a", 0, 0.9), point("a", 0.1, 0.8), point("a", 0.2, 0.7)]);
});

test("what a reconnection sends again is in the figure once", () => {
  const { source, told, pass } = following();
  pass(1000);
  source.send(run(4, [point("a", 0, 0.9)]));
  source.onerror();
  source.send(run(4, [point("a", 0, 0.9)]));
  source.send(run(3, [point("a", 0, 0.1)]));
  source.send(run(5, [point("a", 0.1, 0.8)], { state: "done" }));
  source.dispatchEvent(new Event("end"));
  const { points, state } = told("live").at(-1).run;
  assert.deepEqual(points, [point("a", 0, 0.9), point("a", 0.1, 0.8)]);
  assert.equal(state, "done");
  assert.equal(source.readyState, Source.CLOSED);
  assert.deepEqual(told("poll"), []);
  pass(400);
  assert.equal(told("settled").at(-1).run.state, "done");
});

test("one error is borne, three in a row lead to polling, and what is polled is merged alike", () => {
  const { source, told, m } = following();
  source.onerror();
  source.onerror();
  source.send(run(4, [point("a", 0, 0.9)]));
  source.onerror();
  source.onerror();
  assert.deepEqual(told("poll"), []);
  source.onerror();
  assert.deepEqual(told("poll"), [{ disabled: false }]);
  assert.equal(m.explore.polled({ run: run(6, [point("a", 0, 0.91), point("a", 0.1, 0.8)]), problem: null }), false);
  assert.equal(m.explore.polled({ run: run(5, [point("a", 0, 0.1)]), problem: null }), false);
  assert.deepEqual(told("live").at(-1).run.points, [point("a", 0, 0.91), point("a", 0.1, 0.8)]);
  assert.equal(m.explore.polled({ run: { ...run(9, [point("b", 0, 0)]), id: "another" }, problem: null }), false);
  assert.equal(told("live").at(-1).run.points.length, 2);
  assert.equal(m.explore.polled({ run: run(7, [], { state: "done" }), problem: null }), true);
});

test("a stream that belongs to another run is not listened to any more", () => {
  const { source, told, m, pass } = following();
  m.explore.follow({ search: "?v=1&s=2", first: false, run: { ...run(0), id: "r2" } });
  assert.equal(source.readyState, Source.CLOSED);
  source.send(run(9, [point("a", 0, 0.5)]));
  pass(10_000);
  assert.deepEqual(told("live").at(-1).run.points, []);
});

test("another page ends the stream", () => {
  const { source, m } = following();
  m.tell("page", "/");
  assert.notEqual(source.readyState, Source.CLOSED);
  m.tell("page", "/runs");
  assert.equal(source.readyState, Source.CLOSED);
});

test("who waits for workers is told so after a while", () => {
  const { told, pass } = following({ run: run(0, [], { state: "queued" }) });
  pass(4000);
  assert.equal(told("live").at(-1).waiting, undefined);
  pass(3000);
  assert.equal(told("live").at(-1).waiting, true);
});
