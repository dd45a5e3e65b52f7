// What a story is: version, title, and steps, each a view with a title, notes and, if it has one, a figure.
"use strict";

(() => {
  const m = window.mhoscope;
  const MOST = 100; // steps

  const empty = () => ({ version: 1, title: "", steps: [] });

  const text = (value, longest) => (typeof value === "string" ? value.slice(0, longest) : "");
  const ours = (link) => typeof link === "string" && /^\/([^/\\].*)?$/.test(link) && link.length <= 4000;
  const drawn = (figure) => Boolean(figure && Array.isArray(figure.data) && figure.layout && typeof figure.layout === "object");

  // What comes from a file or a link may be anything: what is no step is left out.
  function read(kept) {
    if (!kept || kept.version !== 1 || !Array.isArray(kept.steps)) return null;
    const steps = kept.steps.filter((step) => step && ours(step.link)).slice(0, MOST);
    return {
      version: 1,
      title: text(kept.title, 200),
      steps: steps.map((step) => ({
        title: text(step.title, 200),
        notes: text(step.notes, 5000),
        link: step.link,
        scheme: step.scheme === "dark" ? "dark" : "light",
        figure: drawn(step.figure) ? { data: step.figure.data, layout: step.figure.layout } : null,
      })),
    };
  }

  // As a link: without figures, deflated, in the part of an address that is sent to nobody.
  const slim = (story) => ({
    ...story,
    steps: story.steps.map(({ title, notes, link, scheme }) => ({ title, notes, link, scheme })),
  });

  async function through(stream, bytes) {
    return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
  }

  async function packed(story) {
    const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(slim(story))));
    return btoa(String.fromCharCode(...bytes))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  }

  async function unpacked(word) {
    const bytes = Uint8Array.from(atob(word.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    return read(JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes))));
  }

  m.add("story", { MOST, empty, text, read, packed, unpacked });
})();
