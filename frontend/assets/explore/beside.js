// What stands beside the figure of a run: its files, the cuts through a map.
"use strict";

(() => {
  const m = window.mhoscope;
  const { skip } = m;

  // A press on a cell of a map: where it is cut, as the axes say it. Cells of an age are named in words.
  function cutAt(click, live) {
    const point = click && click.points && click.points[0];
    const sweep = live && live.run && live.run.spec.sweep;
    if (!point || !sweep || !sweep.y) return skip();
    const [row, column] = m.kit.cellOf("accuracy", point);
    if (row < 0 || column < 0) return skip();
    const shown = (name, values, index) => (Number.isFinite(Number(name)) ? Number(name) : values[index]);
    return [shown(point.x, sweep.x.values, column), shown(point.y, sweep.y.values, row)];
  }

  // Where the files of the run that is shown are.
  function exportLinks(live) {
    const run = live && live.run;
    if (run && document.getElementById("csv")?.getAttribute("href").includes(run.id)) return skip();
    const kinds = window.dash_clientside.callback_context.outputs_list.map(({ id }) => id);
    return kinds.map((kind) => (run ? `/api/v1/runs/${run.id}/export/${kind}` : "#"));
  }

  m.add("explore", { cutAt, exportLinks });
})();
