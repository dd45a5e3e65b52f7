"""Estimates in words: what is counted, what of a spec is not followed, and what the source does not give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from worker.energy.circuit import ENCODING
from worker.energy.pricing import LAWS
from worker.energy.sites import Site, Wiring

WEIGHT_BITS_COST = ("bit-serial", "digital")
"""Models whose energies depend on the resolution of weights even if these are not sliced by the spec."""


def in_words(whole: Wiring, sites: Sequence[Site]) -> dict[str, None]:
    """Return the assumptions about the circuit, those of layers with one of their own after those of the whole network."""
    said = dict.fromkeys([*_resolutions(whole), *whole.technology.assumptions, *_of_circuit(whole), LAWS[whole.technology.model]])
    for site in sites:
        if site.name and site.wiring.technology is not whole.technology:
            said[f"Layer {site.name} is digital; its unit costs: {site.wiring.technology.source}"] = None
        elif site.name:
            own = [*_resolutions(site.wiring), *_of_circuit(site.wiring)]
            said |= dict.fromkeys(f"Layer {site.name}: {text}" for text in own if text not in said)
    return said


def _resolutions(wiring: Wiring) -> list[str]:
    converters, bits, technology = wiring.converters, wiring.bits, wiring.technology
    resolutions = [
        (converters.dac_bits, "Input (DAC) resolution", bits.dac_bits),
        (converters.adc_bits, "Output (ADC) resolution", bits.adc_bits),
    ]
    if technology.model in WEIGHT_BITS_COST:
        resolutions.append((converters.weight_bits, "Weight resolution", bits.weight_bits))
    return [f"{title} not given: {number} bit, as in the source" for asked, title, number in resolutions if asked is None]


def _of_circuit(wiring: Wiring) -> Iterator[str]:
    """Yield what is counted, and each setting of the spec that the technology's source does not follow."""
    circuit, technology, converters = wiring.circuit, wiring.technology, wiring.converters
    if technology.model != "digital":
        yield f"Arrays have at most {circuit.rows} x {circuit.columns} cells or pairs; a layer takes as many as it needs"
        if (circuit.rows, circuit.columns) != (technology.rows, technology.columns):
            yield (
                f"Each row and column costs what it costs in the source's array of {technology.rows} x {technology.columns}, "
                "whatever the array's size"
            )
    if circuit.offset:
        yield (
            "A weight is one cell, half of the source's pair; each array has one reference column more, which is read, "
            "subtracted before conversion and not converted itself"
        )
    if circuit.slices > 1 and not circuit.side_by_side:
        yield (
            f"A weight of {converters.weight_bits} bits lies on {circuit.slices} slices of at most {converters.cell_bits} bits, "
            "each on arrays of its own, which are driven and converted like any other"
        )
    if circuit.bit_serial and ENCODING not in technology.fixed:
        yield (
            f"Inputs are {circuit.pulses} pulses of the source's shortest drive, one for each bit ({circuit.signed_pulses} for "
            "inputs with a sign); each is integrated and converted"
        )
    if circuit.bias_row:
        yield "Biases lie on one more row of the arrays"
    if circuit.scaled:
        yield "Each output is multiplied by its factor after the sum over arrays: a digital product"
    yield from _not_followed(wiring)


def _not_followed(wiring: Wiring) -> Iterator[str]:
    """Yield a sentence for each way in which the source fixes settings to others than the spec's."""
    parts = {"converters": wiring.converters, "crossbar": wiring.crossbar}
    by_words: dict[str, list[str]] = {}
    for field, fixed in wiring.technology.fixed.items():
        part, name = field.split(".")
        value = getattr(parts[part], name)
        if value != fixed.value:
            by_words.setdefault(fixed.words, []).append(f"{field} ({'not given' if value is None else value})")
    for words, fields in by_words.items():
        yield f"{', '.join(fields)} not followed, as the source fixes {'these' if len(fields) > 1 else 'it'}: {words}"
