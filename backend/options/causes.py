"""Causes: what of a setting can make the accuracy fall, each with a switch of its own.

A cause is off if its fields are at values at which it changes nothing (`Option.off`). An option names the causes through which
it acts in `Option.causes`, or says in `Option.neutral` why it costs nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One thing of a setting that can make the accuracy fall."""

    id: str
    title: str
    when_off: str
    """What a chip is like without it, as part of a sentence."""
    has_chance: bool = True
    """Whether two draws can differ by it."""


PROGRAMMING = Cause(id="programming", title="Programming error", when_off="conductances are programmed to their targets")
READ = Cause(id="read", title="Read noise", when_off="every read of a device gives its conductance")
DRIFT = Cause(id="drift", title="Drift", when_off="devices are freshly programmed")
STUCK = Cause(id="stuck", title="Stuck devices", when_off="no device is stuck")
TELEGRAPH = Cause(id="telegraph", title="Telegraph noise", when_off="no device has a trap")
THERMAL = Cause(id="thermal", title="Thermal and shot noise", when_off="currents are without thermal and shot noise")
CIRCUIT = Cause(
    id="circuit",
    title="Wires and circuit",
    when_off="nothing resists but the devices, whose currents are proportional to their voltages",
    has_chance=False,
)
CLIPPING = Cause(id="clipping", title="Weight clipping", when_off="the largest weight fits on the devices", has_chance=False)
WEIGHTS = Cause(id="weights", title="Weight levels", when_off="weights have any value in their range", has_chance=False)
DAC = Cause(id="dac", title="DAC", when_off="inputs are not rounded, and come as one voltage each", has_chance=False)
ADC = Cause(id="adc", title="ADC", when_off="outputs are not rounded", has_chance=False)
IMAGES = Cause(id="images", title="Test-set noise", when_off="images are shown as they are")

CAUSES: tuple[Cause, ...] = (
    *(PROGRAMMING, READ, DRIFT, STUCK, TELEGRAPH, THERMAL, CIRCUIT, CLIPPING, WEIGHTS, DAC, ADC, IMAGES),
)
"""All causes, in the order in which answers list them."""
