// How the scripts hang together.
import assert from "node:assert/strict";
import test from "node:test";
import { page, SCRIPTS, textOf } from "./page.mjs";

const folderOf = (path) => path.split("/").slice(0, -1).join("/");
const names = (m) => Object.entries(m).flatMap(([folder, found]) => Object.keys(found).map((name) => `${folder}.${name}`));
const found = (path, pattern) => Array.from(textOf(path).matchAll(pattern), (match) => match[1]);

test("one file is in the root, and whatever the order of the others, all is there", () => {
  const [root, ...others] = SCRIPTS;
  assert.equal(root, "page.js");
  assert.ok(others.every(folderOf));
  const there = names(page().m).sort();
  assert.ok(there.length > 40);
  for (const scripts of [[root, ...others.toReversed()], ...others.map((first) => [root, first, ...others])]) {
    const once = [...new Set(scripts)];
    assert.deepEqual(names(page({ scripts: once }).m).sort(), there);
  }
});

test("a name is given once", () => {
  const { m } = page();
  m.add("kit", { somethingNew: () => 1 });
  assert.equal(m.kit.somethingNew(), 1);
  assert.throws(() => m.add("kit", { presenting: () => true }), /mhoscope\.kit\.presenting is defined twice/);
});

test("a file adds to its own folder, and calls that one and kit", () => {
  for (const path of SCRIPTS.filter(folderOf)) {
    const own = folderOf(path);
    const folders = [...found(path, /\bm\.([a-z]+)\b(?!\()/g), ...found(path, /window\.mhoscope\.([a-z]+)\b(?!\()/g)];
    const known = Object.keys(page().m).filter((name) => typeof page().m[name] === "object");
    const called = folders.filter((name) => known.includes(name));
    assert.deepEqual(
      [...new Set(called)].filter((name) => ![own, "kit", "actions"].includes(name)),
      [],
      path,
    );
    assert.deepEqual(
      [...new Set(found(path, /(?<!classList\.)\badd\("([a-z]+)"/g))].filter((name) => ![own, "actions"].includes(name)),
      [],
      path,
    );
  }
});

test("what a file calls of another is there", () => {
  const there = new Set(names(page().m));
  for (const path of SCRIPTS) {
    const calls = found(path, /\bm(?:hoscope)?\.((?:kit|explore|see|story|runs|reproduce|actions)\.\w+)/g);
    assert.deepEqual(
      [...new Set(calls)].filter((name) => !there.has(name)),
      [],
      path,
    );
  }
});
