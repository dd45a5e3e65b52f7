// A network of one's own: a file is dropped or chosen, sent to be looked at, and sent again to be added and measured. The file
// itself goes from the browser to the API, and the page is told what came of it.
"use strict";

(() => {
  const m = window.mhoscope;
  const { setProps } = m;
  const API = "/api/v1";
  const LOOK_MS = 400;
  const TYPES = ".keras,.h5,.hdf5,.onnx,.npz,.safetensors";
  let ids = null;
  let file = null;
  let weights = null; // a .safetensors file beside it
  let asked = 0; // the latest preview that was asked for
  let moved = null; // the file whose own data set was chosen
  let suggested = ""; // the name that was put into the field
  let sending = null; // the request that carries the file, while it does
  let upload = null; // the id of what is being measured
  const form = { dataset: null, input: "auto", channels: "auto", name: "" };

  function post(path, parts, onShare) {
    sending = m.kit.send(path, parts, onShare);
    return sending.answer.finally(() => (sending = null));
  }

  function fields() {
    const { dataset, input, channels } = form;
    return { file: file ?? weights, dataset, input, channels, ...(file && weights ? { weights } : {}) };
  }

  async function look() {
    const read = file ?? weights;
    if (!read || !form.dataset) return;
    const mine = ++asked;
    setProps(ids.looking, { children: `Reading ${read.name} …` });
    const found = await post("/networks/preview", fields());
    if (mine !== asked) return;
    setProps(ids.looking, { children: "" });
    if (found.aborted) return;
    setProps(ids.found, { data: { file: read.name, preview: found.body ?? null, error: found.error ?? null } });
    const { name, made_for: madeFor } = found.body ?? {};
    if (madeFor && madeFor !== form.dataset && file !== moved) {
      moved = file; // once: it may be tried on another data set
      setProps(ids.dataset, { value: madeFor });
    }
    if (name && (form.name === "" || form.name === suggested)) {
      suggested = form.name = name;
      setProps(ids.name, { value: name });
    }
  }

  const holdsWeights = (one) => one.name.toLowerCase().endsWith(".safetensors");

  // A file of weights alone belongs to the model that is there, or that comes with it or next.
  function choose(files) {
    if (upload || !files.length) return;
    const [model, beside] = [files.find((one) => !holdsWeights(one)), files.find(holdsWeights)];
    if (model) weights = beside ?? (file ? null : weights);
    else weights = beside;
    file = model ?? file;
    look();
  }

  // What the form says; a file that is there already is looked at again.
  function told(dataset, input, numbers, channels, name) {
    const values = input === "numbers" ? (numbers ?? "").replaceAll(/\s+/g, "") : input;
    const changed = dataset !== form.dataset || values !== form.input || channels !== form.channels;
    Object.assign(form, { dataset, input: values, channels, name: name ?? "" });
    if (changed && values !== "") look();
    return m.skip();
  }

  function watch(constants, begun) {
    ids = constants;
    file = weights = upload = moved = null;
    suggested = form.name = "";
    m.kit.receive(ids.drop, ids.choose, TYPES, choose, { multiple: true });
    if (begun) follow(begun);
    return m.skip();
  }

  const here = () => ids && document.getElementById(ids.drop);
  const share = (value, words) => {
    setProps(ids.bar, { value: Math.round(1000 * value) / 10 });
    setProps(ids.words, { children: words });
  };
  // What goes on is at the top of a card that may be long.
  const show = () => requestAnimationFrame(() => here()?.scrollIntoView({ block: "center" }));
  const end = (what) => {
    upload = null;
    setProps(ids.ended, { data: { ...what, at: Date.now() } });
    show();
  };

  async function add(clicks) {
    if (!clicks || !file || upload) return m.skip();
    upload = "sending";
    setProps(ids.begun, { data: { at: Date.now() } });
    share(0, "Sending the file …");
    show();
    const sent = await post("/networks?wait=false", { ...fields(), name: form.name }, (part) =>
      share(part, "Sending the file …"),
    );
    if (sent.body) follow(sent.body);
    else end({ error: sent.aborted ? "Cancelled." : sent.error });
    return m.skip();
  }

  const left = (job) => (job.eta_s === null ? "" : `, about ${Math.max(1, Math.round(job.eta_s))} s left`);

  async function follow(first) {
    let job = first;
    upload = job.id;
    for (let missed = 0; ["queued", "running"].includes(job.state);) {
      const images = `${job.network}: ${job.images_done.toLocaleString("en")} of ${job.images.toLocaleString("en")} images classified`;
      share(job.progress, job.state === "queued" ? "Waiting for a process that measures it …" : `${images}${left(job)}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (!here()) return;
      try {
        const response = await fetch(`${API}/uploads/${job.id}`);
        if (response.status === 404) return end({ error: "The upload was deleted meanwhile." });
        if (response.ok) [job, missed] = [await response.json(), 0];
      } catch {
        if (++missed > 50) return end({ error: "The server cannot be reached; the upload goes on without this page." });
      }
    }
    share(1, "");
    if (job.state === "done") end({ network: job.network });
    else end({ error: job.state === "cancelled" ? "Cancelled." : job.error });
  }

  async function cancel(clicks) {
    if (!clicks) return m.skip();
    if (upload === "sending") sending?.abort();
    else if (upload) await fetch(`${API}/uploads/${upload}/cancel`, { method: "POST" });
    return m.skip();
  }

  m.add("networks", { watch, told, add, cancel });
})();
