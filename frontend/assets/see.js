// The page See it in the browser: paper and pen, its address, and pictures that are pressed.
"use strict";

(() => {
  const { skip, setProps } = window.mhoscope;
  const SENT_SIDE = 140; // pixels a side of what is sent: several of the networks' own
  const PENS = { fine: 0.07, medium: 0.1, broad: 0.14 }; // of the paper's side
  const LIVE_EVERY_MS = 120;
  const PATIENCE_MS = 1500; // an answer that never comes stops no drawing
  let strokes = [];
  let stroke = null;
  let pen = "medium";
  let count = 0;
  let waiting = null; // what was sent last and is not answered: its number and when
  let changed = false;
  let search = null;
  let first = true;

  const find = (id) => document.getElementById(id);
  const onPage = () => window.location.pathname === "/see";

  // ---- paper and pen

  function place(event, canvas) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  }

  function paint() {
    const canvas = find("see-canvas");
    if (!canvas) return;
    const ink = canvas.getContext("2d");
    ink.clearRect(0, 0, canvas.width, canvas.height);
    Object.assign(ink, { lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
    strokes.forEach(({ points, width }) => {
      ink.lineWidth = width * canvas.width;
      ink.beginPath();
      points.forEach(([x, y], at) => (at ? ink.lineTo(x, y) : ink.moveTo(x, y)));
      if (points.length === 1) ink.lineTo(points[0][0] + 0.1, points[0][1]);
      ink.stroke();
    });
  }

  // The paper as bytes: 0 is empty, 255 ink.
  function inkOf(canvas) {
    const small = document.createElement("canvas");
    small.width = small.height = SENT_SIDE;
    const context = small.getContext("2d");
    Object.assign(context, { imageSmoothingEnabled: true, imageSmoothingQuality: "high" });
    context.drawImage(canvas, 0, 0, SENT_SIDE, SENT_SIDE);
    const pixels = context.getImageData(0, 0, SENT_SIDE, SENT_SIDE).data;
    let text = "";
    for (let at = 3; at < pixels.length; at += 4) text += String.fromCharCode(pixels[at]);
    return window.btoa(text);
  }

  function send() {
    const canvas = find("see-canvas");
    changed = false;
    if (!canvas || !strokes.length) return;
    count += 1;
    waiting = { n: count, at: performance.now() };
    setProps("see-ink", { data: { side: SENT_SIDE, ink: inkOf(canvas), n: count } });
  }

  // While a stroke goes on the chips are asked now and then, one question at a time; its end is always asked.
  function sendSoon() {
    changed = true;
    const since = waiting ? performance.now() - waiting.at : Infinity;
    if (!waiting || since > PATIENCE_MS) {
      if (!stroke || performance.now() - (stroke.sent || 0) > LIVE_EVERY_MS) {
        if (stroke) stroke.sent = performance.now();
        send();
      }
    }
  }

  function drawn() {
    paint();
    find("see-picked").style.display = "none";
    find("see-hint").textContent = "";
  }

  document.addEventListener("pointerdown", (event) => {
    if (event.target.id !== "see-canvas" || event.button) return;
    const pens = find("see-pens");
    if (pens && pens.style.display === "none") return; // clothes are not drawn
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
    stroke = { points: [place(event, event.target)], width: PENS[pen] || PENS.medium, sent: performance.now() };
    strokes.push(stroke);
    drawn();
  });

  document.addEventListener("pointermove", (event) => {
    if (!stroke || event.target.id !== "see-canvas") return;
    const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (moves.length ? moves : [event]).forEach((move) => stroke.points.push(place(move, event.target)));
    drawn();
    sendSoon();
  });

  function lift() {
    if (!stroke) return;
    stroke = null;
    send();
  }

  document.addEventListener("pointerup", lift);
  document.addEventListener("pointercancel", lift);

  function clear(clicks) {
    if (!clicks) return skip();
    strokes = [];
    paint();
    setProps("see-ink", { data: null });
    return skip();
  }

  function undo(clicks) {
    if (!clicks) return skip();
    strokes.pop();
    paint();
    if (strokes.length) send();
    else setProps("see-ink", { data: null });
    return skip();
  }

  // Who picks a test image puts the drawing away.
  function putAway() {
    strokes = [];
    paint();
    return null;
  }

  function choosePen(name) {
    pen = name;
    return skip();
  }

  function another(clicks, now, sets) {
    if (!clicks || !now) return skip();
    return Math.floor(Math.random() * sets[now.dataset].test);
  }

  function answered(answer) {
    if (!answer || answer.worked_ms === null) return "";
    if (answer.more) {
      setProps("see-more", { data: answer.more });
      return `${answer.chips} chips written so far`;
    }
    const words = `${answer.chips} chips in ${answer.worked_ms.toFixed(0)} ms`;
    if (!waiting || answer.n !== waiting.n) return words;
    const whole = performance.now() - waiting.at;
    waiting = null;
    if (changed) setTimeout(send, 0);
    window.mhoscope.see.lastAnswerMs = whole;
    return `${words}, ${whole.toFixed(0)} ms from pen to page`;
  }

  // ---- what a recurrent network reads at a time step

  function showStep(step, about) {
    const canvas = find("see-reading");
    if (!canvas || !about) return "";
    const now = Math.min(step || 1, about.steps);
    const size = canvas.width / about.width;
    const ink = canvas.getContext("2d");
    ink.clearRect(0, 0, canvas.width, canvas.height);
    const from = (now - 1) * about.values;
    ink.fillStyle = "rgba(0, 0, 0, 0.55)"; // what is read later
    for (let pixel = from + about.values; pixel < about.width * about.height; pixel += 1) {
      ink.fillRect((pixel % about.width) * size, Math.floor(pixel / about.width) * size, size + 0.5, size + 0.5);
    }
    ink.fillStyle = "rgba(255, 160, 0, 0.55)"; // what is read now
    for (let pixel = from; pixel < from + about.values; pixel += 1) {
      ink.fillRect((pixel % about.width) * size, Math.floor(pixel / about.width) * size, size + 0.5, size + 0.5);
    }
    mark(now);
    return `Step ${now} of ${about.steps}: pixels ${from + 1} to ${from + about.values}, row by row.`;
  }

  function mark(step) {
    ["clean", "chip", "spread"].forEach((name) => {
      const figure = document.querySelector(`#see-hidden-${name} .js-plotly-plot`);
      if (!figure || !figure.layout || !window.Plotly || !window.Plotly.relayout) return;
      const edge = {
        type: "rect",
        x0: step - 0.5,
        x1: step + 0.5,
        y0: 0,
        y1: 1,
        yref: "paper",
        line: { width: 2, color: "#ffa000" },
      };
      window.Plotly.relayout(figure, { shapes: [edge] });
    });
  }

  // ---- pictures that are pressed

  document.addEventListener("click", (event) => {
    if (!event.target.closest || !onPage()) return;
    const tile = event.target.closest("[data-chip]");
    if (tile) {
      setProps("see-chip", { value: Number(tile.dataset.chip) });
      if (event.detail === 0) keepFocus(tile.dataset.chip); // pressed by a key
    }
    const card = event.target.closest("[data-image]");
    if (card) {
      setProps("see-image", { value: Number(card.dataset.image) });
      setProps("see-tab", { value: "draw" });
      window.scrollTo({ top: 0 });
    }
  });

  // The tiles are drawn anew with the answer: the focus goes on to the one that was pressed.
  function keepFocus(chip) {
    const watch = new MutationObserver(() => {
      const tile = document.querySelector(`[data-chip="${chip}"][aria-pressed="true"]`);
      if (!tile || document.activeElement !== document.body) return;
      tile.focus();
      watch.disconnect();
    });
    watch.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => watch.disconnect(), 10_000);
  }

  document.addEventListener("keydown", (event) => {
    const tile = event.target.closest && event.target.closest("[data-chip]");
    if (!tile) return;
    const tiles = Array.from(tile.parentElement.children);
    const row = tiles.filter((other) => other.offsetTop === tiles[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row }[event.key];
    const next = step && tiles[tiles.indexOf(tile) + step];
    if (!step) return;
    event.preventDefault();
    if (next) next.focus();
  });

  function pickCell(click) {
    const point = click && click.points && click.points[0];
    if (!point) return [skip(), skip()];
    const [is, said] = window.mhoscope.cellOf("see-confusion", point);
    return is === said ? [String(is), ""] : [String(is), String(said)];
  }

  function goOn(progress) {
    if (progress && progress.draws < progress.wanted) setProps("see-again", { data: progress.again });
    return skip();
  }

  // ---- the address

  function address(now) {
    if (!now || !onPage()) return skip();
    const how = first || search === null ? "replaceState" : "pushState";
    first = false;
    search = now.search;
    if (now.search !== window.location.search) window.history[how]({}, "", window.location.pathname + now.search);
    return skip();
  }

  function follow() {
    if (!onPage()) {
      search = null; // whoever comes back begins anew
      strokes = [];
      return;
    }
    if (search === null || !find("see-canvas") || window.location.search === search) return;
    search = window.location.search;
    setProps("see-went", { data: { search } });
  }

  window.addEventListener("popstate", follow);
  window.addEventListener("_dashprivate_pushstate", follow);

  // From Explore to See it and back, the setting goes along.
  function carry(event) {
    const link = event.target.closest && event.target.closest("#nav a");
    if (!link || !["/", "/see"].includes(link.pathname)) return null;
    const here = window.location.pathname;
    if (!["/", "/see"].includes(here) || here === link.pathname) return null;
    link.setAttribute("href", link.pathname + window.location.search);
    return link;
  }

  ["pointerover", "focusin"].forEach((kind) => document.addEventListener(kind, carry));
  document.addEventListener(
    "click",
    (event) => {
      const link = carry(event);
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      event.stopPropagation();
      window.history.pushState({}, "", link.getAttribute("href"));
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    },
    true,
  );

  window.mhoscope.see = { clear, undo, putAway, pen: choosePen, another, answered, showStep, pickCell, goOn, address };
})();
