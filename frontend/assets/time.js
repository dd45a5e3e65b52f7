// Slider and number of a device's age: 0 is fresh, then ten steps for each power of ten seconds.
"use strict";

window.mhoscope.ageInStep = (slider, number) => {
  const skip = window.mhoscope.skip();
  const changed = window.dash_clientside.callback_context.triggered_id;
  const place = (age) => (age < 1 ? 0 : 1 + 10 * Math.log10(age));
  if (changed === "age-slider") {
    if (Math.abs(place(Number(number) || 0) - slider) < 0.5) return [skip, skip];
    return [skip, slider === 0 ? 0 : Number(Math.pow(10, (slider - 1) / 10).toPrecision(3))];
  }
  if (number === "" || number === null || number === undefined) return [skip, skip];
  return [place(Number(number)), skip];
};
