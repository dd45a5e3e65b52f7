// Slider and number of a device's age: 0 is fresh, then ten steps for each power of ten seconds.
"use strict";

(() => {
  const { add, skip, setProps } = window.mhoscope;
  const STEPS = 10;
  const placeOf = (age) => (age < 1 ? 0 : 1 + STEPS * Math.log10(age));
  const ageAt = (place) => (place === 0 ? 0 : Number(Math.pow(10, (place - 1) / STEPS).toPrecision(3)));

  function ageInStep(slider, number, end) {
    if (window.dash_clientside.callback_context.triggered_id === "age-slider") {
      const near = Math.abs(placeOf(Number(number) || 0) - slider) < 0.5;
      return [skip(), near ? skip() : ageAt(slider)];
    }
    if (number === "" || number === null || number === undefined) return [skip(), skip()];
    const place = placeOf(Number(number));
    if (place > end) setProps("age-slider", { max: place });
    return [place, skip()];
  }

  add("explore", { ageInStep });
})();
