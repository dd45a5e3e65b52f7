// A page for the scripts of the front end without a browser: an address, a clock, and whatever Dash was told.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const ASSETS = fileURLToPath(new URL("../../../frontend/assets/", import.meta.url));

// Paths below the assets, as Dash loads them: the root first, then one folder after another.
export const SCRIPTS = readdirSync(ASSETS, { recursive: true })
  .filter((path) => path.endsWith(".js") && !path.startsWith("vendor"))
  .sort((a, b) => a.includes("/") - b.includes("/") || (a < b ? -1 : 1));

export const textOf = (path) => readFileSync(ASSETS + path, "utf8");

function element() {
  const known = { style: {}, dataset: {}, classList: { add() {}, remove() {} } };
  return { ...known, hasAttribute: () => false, toggleAttribute() {}, getAttribute: () => null, setAttribute() {} };
}

// Timers that go off when the test says how much time has gone by.
function clock() {
  let now = 0;
  let count = 0;
  const due = new Map();
  return {
    now: () => now,
    setTimeout: (does, rest = 0) => (due.set((count += 1), { at: now + rest, does }), count),
    clearTimeout: (id) => due.delete(id),
    pass(time) {
      const end = now + time;
      for (;;) {
        const [id, next] = [...due].sort((a, b) => a[1].at - b[1].at)[0] || [];
        if (!next || next.at > end) break;
        due.delete(id);
        now = Math.max(now, next.at);
        next.does();
      }
      now = end;
    },
  };
}

function browserAt(address, ids) {
  const history = [];
  const location = new URL(address, "http://page.test");
  const go = (how) => (_state, _title, to) => {
    history.push([how, to]);
    Object.assign(location, { href: new URL(to, location).href });
  };
  const elements = Object.fromEntries(ids.map((id) => [id, element()]));
  const document = Object.assign(new EventTarget(), {
    documentElement: element(),
    body: element(),
    getElementById: (id) => elements[id] || null,
    querySelector: () => null,
    querySelectorAll: () => [],
  });
  const window = Object.assign(new EventTarget(), {
    document,
    location,
    history: { pushState: go("push"), replaceState: go("replace") },
    innerWidth: 1440,
    showParts() {},
  });
  return { window, document, elements, history };
}

// `m` is window.mhoscope, `told` what Dash was told ([id, properties]), `history` what became of the address.
export function page({ address = "/", ids = [], scripts = SCRIPTS, globals = {} } = {}) {
  const told = [];
  const time = clock();
  const { window, document, elements, history } = browserAt(address, ids);
  window.dash_clientside = {
    no_update: "no update",
    set_props: (id, properties) => told.push([id, properties]),
    callback_context: { triggered_id: null, triggered: [] },
  };
  const shared = { Event, CustomEvent, URLSearchParams, TextEncoder, TextDecoder, Blob, Response, btoa, atob };
  const streams = { CompressionStream, DecompressionStream };
  const storage = () => {
    const kept = new Map();
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, String(value)) };
  };
  const context = vm.createContext({
    ...shared,
    ...streams,
    window,
    document,
    performance: { now: time.now },
    setTimeout: time.setTimeout,
    clearTimeout: time.clearTimeout,
    localStorage: storage(),
    sessionStorage: storage(),
    ...globals,
  });
  scripts.forEach((path) => vm.runInContext(textOf(path), context, { filename: path }));
  const goTo = (to) => {
    Object.assign(window.location, { href: new URL(to, window.location).href });
    window.dispatchEvent(new Event("popstate"));
  };
  return { m: window.mhoscope, window, document, elements, told, history, pass: time.pass, goTo };
}

// Values from another realm are compared by what they say.
export const plain = (value) => JSON.parse(JSON.stringify(value));
