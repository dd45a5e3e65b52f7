// A network of one's own: which files are sent, what the form is told, what follows an upload.
import assert from "node:assert/strict";
import test from "node:test";
import { page, plain } from "../page.mjs";

const IDS = Object.fromEntries(
  ["drop", "choose", "dataset", "name", "looking", "found", "begun", "ended", "bar", "words"].map((name) => [name, name]),
);

// A page whose server answers every request by `answer(path, fields)`; `sent` is what it was asked.
function networks(answer) {
  const sent = [];
  class Form extends Map {
    append(name, value) {
      this.set(name, value);
    }
  }
  class Request {
    upload = {};
    open(_method, path) {
      this.path = path;
    }
    send(form) {
      const fields = Object.fromEntries([...form].map(([name, value]) => [name, value.name ?? value]));
      sent.push([this.path, fields]);
      Object.assign(this, { status: 200, responseText: JSON.stringify(answer(this.path, fields)) });
      this.onload();
    }
  }
  const made = page({ address: "/networks", ids: ["drop"], globals: { FormData: Form, XMLHttpRequest: Request } });
  made.document.createElement = () => Object.assign(new EventTarget(), { append() {} });
  const classList = { toggle() {} };
  Object.assign(made.elements.drop, { classList, append() {}, addEventListener() {}, scrollIntoView() {} });
  made.m.networks.watch(IDS, null);
  made.m.networks.told("digits", "auto", "", "auto", "");
  return { ...made, sent };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function drop({ document }, ...names) {
  const files = names.map((name) => ({ name }));
  document.dispatchEvent(Object.assign(new Event("drop", { cancelable: true }), { dataTransfer: { types: ["Files"], files } }));
  await settled();
}

test("a file is looked at as the form says, and again when that changes", async () => {
  const made = networks(() => ({ name: "my-net", made_for: null }));
  await drop(made, "My net.keras");
  made.m.networks.told("digits", "numbers", " 0.1, 0.3 ", "auto", "my-net");
  await settled();
  const common = { file: "My net.keras", dataset: "digits", channels: "auto" };
  assert.deepEqual(plain(made.sent), [
    ["/api/v1/networks/preview", { ...common, input: "auto" }],
    ["/api/v1/networks/preview", { ...common, input: "0.1,0.3" }],
  ]);
  made.m.networks.told("digits", "numbers", " 0.1, 0.3 ", "auto", "another name");
  assert.equal(made.sent.length, 2, "a name changes nothing of what the file holds");
});

test("a name is suggested, but not in place of one that was typed", async () => {
  const made = networks((_path, { file }) => ({ name: file.split(".")[0], made_for: null }));
  const names = () => plain(made.told).filter(([id]) => id === "name");
  await drop(made, "one.keras");
  await drop(made, "two.keras");
  made.m.networks.told("digits", "auto", "", "auto", "mine");
  await drop(made, "three.keras");
  assert.deepEqual(names(), [
    ["name", { value: "one" }],
    ["name", { value: "two" }],
  ]);
});

test("weights come with the model, or after it, but not with the next", async () => {
  const made = networks(() => ({ name: "x", made_for: null }));
  await drop(made, "weights.safetensors", "model.onnx");
  await drop(made, "model2.onnx");
  await drop(made, "weights2.safetensors");
  const files = plain(made.sent).map(([, { file, weights }]) => [file, weights ?? null]);
  assert.deepEqual(files, [
    ["model.onnx", "weights.safetensors"],
    ["model2.onnx", null],
    ["model2.onnx", "weights2.safetensors"],
  ]);
});

test("the data set that a file names is chosen, once", async () => {
  const made = networks(() => ({ name: "x", made_for: "mnist" }));
  await drop(made, "cnn.npz");
  made.m.networks.told("mnist", "auto", "", "auto", "x");
  await settled();
  made.m.networks.told("digits", "auto", "", "auto", "x");
  await settled();
  const moved = plain(made.told).filter(([id]) => id === "dataset");
  assert.deepEqual(moved, [["dataset", { value: "mnist" }]]);
  assert.equal(made.sent.length, 3);
});
