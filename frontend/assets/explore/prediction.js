// The entry of the legend that stands for all predicted lines is a switch.
"use strict";

(() => {
  const m = window.mhoscope;

  // What was pressed in the legend, as Plotly tells it: new properties, and places of the traces that have them now.
  function fromLegend(restyled) {
    const [properties, places] = restyled || [{}, []];
    const pressed = places.length === 1 && m.kit.graphOf("accuracy")?.data[places[0]];
    return pressed && pressed.meta === "predicted" && properties.visible ? false : m.skip();
  }

  m.add("explore", { fromLegend });
})();
