// A data set of one's own: a file is dropped or chosen, and sent once its name is said.
"use strict";

(() => {
  const m = window.mhoscope;
  const { setProps, skip } = m;
  const SIZE = 1024 * 1024;
  const MOST_MB = 256;
  let ids = null;
  let file = null;
  let sent = null; // what is being sent
  let suggested = "";
  const form = {};

  const end = (came) => setProps(ids.ended, { data: { ...came, at: Date.now() } });

  function take([one]) {
    if (!one || sent) return;
    setProps(ids.result, { children: null });
    if (one.size > MOST_MB * SIZE)
      return end({ error: `${one.name} has ${Math.round(one.size / SIZE)} MB; ${MOST_MB} MB are read at most.` });
    file = one;
    setProps(ids.details, { hidden: false });
    setProps(ids.file, { children: `${one.name}, ${(one.size / SIZE).toFixed(1)} MB` });
    if (!form.name || form.name === suggested) {
      suggested = form.name = m.kit.nameOf(one).slice(0, 40);
      setProps(ids.name, { value: suggested });
    }
  }

  function watch(constants) {
    ids = constants;
    file = sent = null;
    form.name = suggested = "";
    m.kit.receive(ids.drop, ids.choose, ".npz", take);
    return skip();
  }

  function told(name, title, kind, licence, citation) {
    Object.assign(form, {
      name: name ?? "",
      title: title ?? "",
      kind: kind ?? "",
      licence: licence ?? "",
      citation: citation ?? "",
    });
    return skip();
  }

  const share = (value, words) => {
    setProps(ids.bar, { value: Math.round(1000 * value) / 10 });
    setProps(ids.words, { children: words });
  };

  async function add(clicks) {
    if (!clicks || !file || sent) return skip();
    setProps(ids.begun, { data: { at: Date.now() } });
    share(0, "Sending the file …");
    sent = m.kit.send("/datasets", { file, ...form }, (part) =>
      part < 1 ? share(part, "Sending the file …") : share(1, "Reading and checking every value …"),
    );
    const { body, error, aborted } = await sent.answer;
    sent = null;
    if (body) file = null;
    end(body ? { dataset: body.name } : { error: aborted ? "Cancelled." : error, again: true });
    return skip();
  }

  function cancel(clicks) {
    if (clicks) sent?.abort();
    return skip();
  }

  m.add("data", { watch, told, add, cancel });
})();
