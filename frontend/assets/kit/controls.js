// A slider and the number beside it, and buttons that set a slider.
"use strict";

(() => {
  const { add, skip, setProps } = window.mhoscope;
  const LATE_MS = 1000; // a number is sent so long after it was typed, at most
  const overtaken = {};

  // Slider and number of one knob: whichever changed sets the other. The number comes in late, for it waits until typing
  // has ended: one that the slider has overtaken meanwhile is put right instead of followed. The slider, which ends at `end`,
  // reaches as far as what is typed.
  function inStep(slider, number, end) {
    const changed = window.dash_clientside.callback_context.triggered_id || "";
    const knob = changed.replace(/-(slider|number)$/, "");
    if (slider === number) return skip();
    if (changed.endsWith("-slider")) {
      overtaken[knob] = { number, until: performance.now() + LATE_MS };
      return slider;
    }
    if (number === "" || number === null || number === undefined) return skip();
    const late = overtaken[knob];
    if (late && late.number === number && performance.now() < late.until) return slider;
    const value = Number(number);
    setProps(`${knob}-slider`, value > end ? { value, max: value } : { value });
    return skip();
  }

  // A press on a device's name puts the slider where the device is.
  document.addEventListener("click", (event) => {
    const device = event.target.closest && event.target.closest("[data-sets]");
    if (device) setProps(device.dataset.sets, { value: Number(device.dataset.value) });
  });

  add("kit", { inStep });
})();
