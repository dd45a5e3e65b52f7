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

// `drawn` is what the server was told to draw, but for the first look at what has just begun.
function following(begun = {}, globals = {}) {
  Source.all = [];
  const there = page({ address: "/?v=1", ids: ["accuracy"], globals: { EventSource: Source, ...globals } });
  const told = (id) => plain(there.told.filter(([name]) => name === id).map(([, { data }]) => data));
  there.m.explore.follow({ search: "?v=1", first: false, run: run(3), ...begun });
  return { ...there, told, drawn: () => told("live").filter(({ fresh }) => !fresh), source: Source.all[0] };
}

test("events are asked for from the number on that is known", () => {
  assert.equal(following().source.url, "/api/v1/runs/r1/events?last_event_id=3");
});

test("the first point is drawn at once, later ones together", () => {
  const { source, drawn, pass } = following();
  pass(1000);
  source.send(run(4, [point("a", 0, 0.9)]));
  assert.equal(drawn().length, 1);
  source.send(run(5, [point("a", 0.1, 0.8)]));
  source.send(run(6, [point("a", 0.2, 0.7)]));
  assert.equal(drawn().length, 1);
  pass(1000);
  assert.equal(drawn().length, 2);
  assert.deepEqual(drawn().at(-1).run.points, [point("a", 0, 0.9), point("a", 0.1, 0.8), point("a", 0.2, 0.7)]);
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
  pass(400);
  assert.equal(told("settled").at(-1).run.state, "done");
});

test("what has just begun is told as that, and what a page comes with is not", () => {
  assert.deepEqual(
    following()
      .told("live")
      .map(({ fresh }) => fresh),
    [true],
  );
  const { told, drawn } = following({ first: true, run: run(3, [], { state: "done" }) });
  assert.equal(told("live").length, 1);
  assert.equal(drawn().length, 1);
});

// An API that gives one answer after the other.
function answering(...answers) {
  const asked = [];
  const fetch = async (address) => {
    asked.push(address);
    const [ok, found] = answers.shift();
    return { ok, json: async () => found };
  };
  return { asked, globals: { fetch } };
}

const settled = () => new Promise((done) => setImmediate(done));

test("one error is borne, three in a row lead to polling, and what is polled is merged alike", async () => {
  const { asked, globals } = answering(
    [true, run(6, [point("a", 0, 0.91), point("a", 0.1, 0.8)])],
    [true, run(5, [point("a", 0, 0.1)])],
    [false, { detail: "the store is away" }],
    [true, run(7, [], { state: "done" })],
  );
  const { source, drawn, pass } = following({}, globals);
  source.onerror();
  source.onerror();
  source.send(run(4, [point("a", 0, 0.9)]));
  source.onerror();
  source.onerror();
  pass(700);
  assert.deepEqual(asked, []);
  source.onerror();
  for (const time of [1, 2, 3, 4]) {
    pass(700);
    await settled();
    assert.equal(asked.length, time);
    assert.deepEqual(drawn().at(-1).run.points, [point("a", 0, 0.91), point("a", 0.1, 0.8)]);
    assert.equal(drawn().at(-1).problem, time === 3 ? "the store is away" : null);
  }
  pass(10_000);
  await settled();
  assert.deepEqual(asked, Array(4).fill("/api/v1/runs/r1"));
  assert.equal(source.readyState, Source.CLOSED);
});

test("another run that is followed meanwhile is not mixed with what is polled", async () => {
  const { globals } = answering([true, run(6, [point("a", 0, 0.9)])]);
  const { source, told, m, pass } = following({}, globals);
  [1, 2, 3].forEach(() => source.onerror());
  pass(700);
  m.explore.follow({ search: "?v=1&s=2", first: false, run: { ...run(0), id: "r2" } });
  await settled();
  assert.deepEqual([told("live").at(-1).run.id, told("live").at(-1).run.points], ["r2", []]);
});

test("a run that was changed is followed anew, at the same address", () => {
  const { source, told, m, history, pass } = following({ run: run(3, [], { state: "cancelled" }), sweep: "r" });
  assert.equal(source, undefined, "what has ended needs no stream");
  m.explore.change({ run: run(5, [], { state: "queued" }), problem: null, mine: true });
  const now = told("live").at(-1);
  assert.deepEqual([now.run.state, now.mine, now.sweep, now.search], ["queued", true, "r", null]);
  assert.equal(Source.all.at(-1).url, "/api/v1/runs/r1/events?last_event_id=5");
  m.explore.change({ problem: "no such run" });
  assert.deepEqual([told("live").at(-1).problem, told("live").at(-1).run.sequence], ["no such run", 5]);
  pass(10_000);
  assert.equal(history.length, 0, "nothing is a step that Back undoes");
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
