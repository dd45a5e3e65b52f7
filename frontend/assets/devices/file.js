// The field that an upload hides behind its button has no name of its own, and would be reached by Tab besides the button; and it
// says nothing of a file that it finds too large.
"use strict";

(() => {
  const m = window.mhoscope;

  function tooLarge(files, limit) {
    const file = Array.from(files ?? []).find((one) => one.size > limit);
    return file ? { name: file.name, size: file.size, at: Date.now() } : null;
  }

  function watchFile(id, told, limit) {
    const watch = () => {
      if (window.location.pathname !== "/devices") return;
      // The upload is loaded after the page is laid out.
      const upload = document.getElementById(id);
      const field = upload?.querySelector("input[type=file]");
      if (!field) {
        setTimeout(watch, 100);
        return;
      }
      field.setAttribute("aria-label", "A CSV file");
      field.tabIndex = -1;
      const look = (files) => {
        const file = tooLarge(files, limit);
        if (file) m.setProps(told, { data: file });
      };
      upload.addEventListener("change", (event) => look(event.target.files), true);
      upload.addEventListener("drop", (event) => look(event.dataTransfer?.files), true);
    };
    watch();
    return m.skip();
  }

  m.add("devices", { watchFile });
})();
