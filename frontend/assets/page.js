// What the scripts of all pages share. Dash loads this file first, because it is the only one outside a folder; in which order
// the others come must not matter. Each of them adds its functions under the name of its folder (mhoscope.see.undo is in see/),
// and calls those of another file only once the page is there. A feature calls its own functions and those of kit/.
"use strict";

window.mhoscope = (() => {
  const mhoscope = {};
  let silence = null;

  function add(folder, functions) {
    const added = (mhoscope[folder] ??= {});
    Object.entries(functions).forEach(([name, does]) => {
      if (Object.hasOwn(added, name)) throw new Error(`mhoscope.${folder}.${name} is defined twice`);
      added[name] = does;
    });
  }

  // What other files may want to know of: `address` (Back, Forward or a link has changed it), `page` (another page is shown; its
  // path), `parts` (other parts of the page are shown than before).
  const tell = (what, detail) => window.dispatchEvent(new CustomEvent(`mhoscope:${what}`, { detail }));
  const on = (what, does) => window.addEventListener(`mhoscope:${what}`, (event) => does(event.detail));

  const skip = () => window.dash_clientside.no_update;
  const setProps = (id, props) => window.dash_clientside.set_props(id, props);

  // A short message: read aloud, and seen for a moment.
  function say(words) {
    const box = document.getElementById("notify");
    if (!box) return;
    box.textContent = words;
    box.classList.add("said");
    clearTimeout(silence);
    silence = setTimeout(() => box.classList.remove("said"), 2600);
  }

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  return Object.assign(mhoscope, { add, tell, on, skip, setProps, say, element });
})();
