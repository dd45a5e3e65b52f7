// Files that are dropped on a page or chosen, and sent from the browser to the API.
"use strict";

(() => {
  const m = window.mhoscope;
  const API = "/api/v1";
  const UNREACHED = "The server could not be reached, or did not take the file; it may be too large (MHOSCOPE_MAX_UPLOAD_BYTES).";
  const LARGER = "It is larger than this server takes (MHOSCOPE_MAX_UPLOAD_BYTES).";
  const TOO_LARGE = 413;
  let place = null; // where files are taken now: the id of the zone, and what takes them

  // The answer to a request: what it says, or one sentence on why there is none.
  function answer(request) {
    let body = null;
    try {
      body = JSON.parse(request.responseText);
    } catch {
      // no JSON: a proxy in between, or nothing at all
    }
    if (request.status >= 200 && request.status < 300) return { body };
    if (request.status === TOO_LARGE) return { error: LARGER };
    return { error: body?.detail ?? (request.status ? `The server answered with ${request.status}.` : UNREACHED) };
  }

  // Posts a form. `onShare` is told how much is sent; `answer` comes to { body }, { error } or { aborted }.
  function send(path, fields, onShare) {
    const data = new FormData();
    Object.entries(fields).forEach(([name, value]) => data.append(name, value));
    const request = new XMLHttpRequest();
    const answered = new Promise((resolve) => {
      request.open("POST", `${API}${path}`);
      request.upload.onprogress = (event) => event.lengthComputable && onShare?.(event.loaded / event.total);
      request.onload = request.onerror = () => resolve(answer(request));
      request.onabort = () => resolve({ aborted: true });
      request.send(data);
    });
    return { answer: answered, abort: () => request.abort() };
  }

  // Files may be dropped anywhere on the page of the zone `drop`; the button `choose` opens the system's own choice.
  function receive(drop, choose, accept, take, { multiple = false } = {}) {
    place = { drop, take };
    const field = m.element("input", { type: "file", accept, multiple, hidden: true, tabIndex: -1 });
    field.addEventListener("change", () => {
      take(Array.from(field.files));
      field.value = "";
    });
    const zone = document.getElementById(drop);
    zone.append(field);
    zone.addEventListener("click", (event) => event.target.closest?.(`#${choose}`) && field.click());
  }

  const here = () => place && document.getElementById(place.drop);
  const brings = (event) => Array.from(event.dataTransfer?.types ?? []).includes("Files");
  const mark = (on) => here()?.classList.toggle("over", on);
  document.addEventListener("dragover", (event) => {
    if (!here() || !brings(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget === null && mark(false));
  document.addEventListener("drop", (event) => {
    if (!here() || !brings(event)) return;
    event.preventDefault();
    mark(false);
    place.take(Array.from(event.dataTransfer.files));
  });

  // A name for what a file holds, as names of networks and data sets are.
  const nameOf = (file) =>
    file.name
      .replace(/\.[^.]*$/, "")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "");

  m.add("kit", { send, receive, nameOf });
})();
