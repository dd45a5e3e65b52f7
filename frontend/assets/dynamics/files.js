// Where the files of the answer are.
"use strict";

(() => {
  const m = window.mhoscope;
  const KINDS = ["json", "csv"];

  function exportLinks(live) {
    return KINDS.map((kind) => (live?.id ? `/api/v1/dynamics/${live.id}/export/${kind}` : "#"));
  }

  m.add("dynamics", { exportLinks });
})();
