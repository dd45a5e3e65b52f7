"""Energy of a training step, by architecture and by component."""

from __future__ import annotations

from collections.abc import Sequence

from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import TIME_STEPS
from backend.reproductions.wording import title
from backend.schemas.energy import COMPONENT_TITLES, EnergyEstimate
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series, Verdict

TECHNOLOGY = "marinella-2018"
DATASET = "mnist"
MLP = f"{DATASET}/mlp-noise0"
CNNS = {
    f"{DATASET}/cnn-noise0": "the zoo's small CNN",
    f"{DATASET}/lenet5-noise0": "LeNet-5",
    "worked-example/cnn": "a CNN of 32 and 64 kernels and 128 units",
}
FROM, TO = 15.0, 40.0
DOMINANT, NEGLIGIBLE = 0.5, 0.01
"""Dominant: more than half of the energy; negligible: less than 1 %. Our choice."""
MULTIPLICATION = ("array_read", "row_drivers", "transpose_mvm", "array_core")
ACTIVATION = ("integrators", "adc", "activation_function")
OTHER_DIGITAL = ("max_pool", "softmax")


def rnn(steps: int) -> str:
    return f"{DATASET}/rnn-t{steps}-noise0"


def parts(measured: Measurements) -> list[Part]:
    return [
        part("A training step takes least in the MLP, more in the RNN and most in the CNN", _order(measured)),
        part("The RNN takes 15 to 40 times less than the CNN", _ratio(measured)),
        part("Products and neuron activations take most of it", _shares(measured, (*MULTIPLICATION, *ACTIVATION), dominant)),
        part("Max-pool and softmax are negligible", _shares(measured, OTHER_DIGITAL, negligible)),
    ]


def between(ratio: float) -> Verdict:
    return "holds" if FROM <= ratio <= TO else "fails"


def dominant(share: float) -> Verdict:
    return "holds" if share > DOMINANT else "fails"


def negligible(share: float) -> Verdict:
    return "holds" if share < NEGLIGIBLE else "fails"


def _of(measured: Measurements, network: str) -> EnergyEstimate:
    return measured.energy(network, TECHNOLOGY, "training")


def _steps() -> Sequence[int]:
    return sorted(TIME_STEPS, key=lambda steps: steps != 4)


def _order(measured: Measurements) -> list[Finding]:
    found = []
    for network, words in CNNS.items():
        for steps in _steps():
            mlp, own, cnn = (_of(measured, one).total_pj / 1000 for one in (MLP, rnn(steps), network))
            evidence = f"MLP {mlp:.3g} nJ, RNN {own:.3g} nJ, CNN {cnn:.3g} nJ"
            verdict: Verdict = "holds" if mlp < own < cnn else "fails"
            found.append(Finding(choice=f"T = {steps}, {words}", verdict=verdict, evidence=evidence))
    return found


def _ratio(measured: Measurements) -> list[Finding]:
    found = []
    for network, words in CNNS.items():
        cnn = _of(measured, network).total_pj
        for steps in _steps():
            ratio = cnn / _of(measured, rnn(steps)).total_pj
            found.append(
                Finding(
                    choice=f"T = {steps}, {words}", verdict=between(ratio), evidence=f"the CNN takes {ratio:.3g} times as much"
                )
            )
    return found


def _shares(measured: Measurements, names: Sequence[str], rule: object) -> list[Finding]:
    found = []
    for network in (rnn(4), *CNNS, MLP):
        one = _of(measured, network)
        share = sum(one.components.get(name, 0.0) for name in names) / one.total_pj
        said = f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.1f} %"
        evidence = f"{said} of {one.total_pj / 1000:.3g} nJ"
        found.append(Finding(choice=_name(network), verdict=rule(share), evidence=evidence))  # type: ignore[operator]
    return found


def _name(network: str) -> str:
    return CNNS.get(network) or title(network)


def charts(measured: Measurements) -> list[Chart]:
    return [_over_time_steps(measured), _components(measured)]


def _over_time_steps(measured: Measurements) -> Chart:
    times = [float(steps) for steps in TIME_STEPS]
    lines = {"RNN of 128 units": [_of(measured, rnn(steps)) for steps in TIME_STEPS]}
    lines |= {_name(network): [_of(measured, network)] * len(times) for network in (MLP, *CNNS)}
    scale = 1e-3
    series = [
        Series(
            name=name,
            x=times,
            y=[one.total_pj * scale for one in found],
            low=[(one.total_low_pj or one.total_pj) * scale for one in found],
            high=[(one.total_high_pj or one.total_pj) * scale for one in found],
        )
        for name, found in lines.items()
    ]
    rows = [
        [name, f"{steps:g}" if name.startswith("RNN") else "", f"{y:.3g} nJ", f"{low:.3g} to {high:.3g} nJ"]
        for name, one in zip(lines, series, strict=True)
        for steps, y, low, high in list(zip(times, one.y, one.low, one.high, strict=True))[
            : None if name.startswith("RNN") else 1
        ]
    ]
    return Chart(
        title="Energy of a training step",
        x_title="Time steps T",
        y_title="Energy for one image (nJ)",
        x_scale="log",
        y_scale="log",
        series=series,
        definition="Unit costs of Marinella et al. (2018), 14/16 nm ReRAM, 8 bit; one image forward, back and update.",
        caption="Networks without time steps as level lines. Bands span the ranges of the assumed constants, not a statistic.",
        numbers=NumbersTable(head=["Network", "T", "Energy", "Range of the assumptions"], rows=rows),
    )


def _components(measured: Measurements) -> Chart:
    networks = (MLP, rnn(4), rnn(28), *CNNS)
    estimates = {_name(network): _of(measured, network) for network in networks}
    names = [name for name in COMPONENT_TITLES if any(one.components.get(name) for one in estimates.values())]
    series = [
        Series(
            name=COMPONENT_TITLES[name],
            x=list(estimates),
            y=[100 * one.components.get(name, 0.0) / one.total_pj for one in estimates.values()],
        )
        for name in names
    ]
    rows = [
        [
            COMPONENT_TITLES[name],
            network,
            f"{one.components.get(name, 0.0):.4g} pJ",
            f"{one.components.get(name, 0.0) / one.total_pj:.2%}",
        ]
        for network, one in estimates.items()
        for name in names
    ]
    return Chart(
        kind="stack",
        title="By component",
        x_title="",
        y_title="Share of the energy (%)",
        series=series,
        definition="Unit costs of Marinella et al. (2018), 14/16 nm ReRAM, 8 bit; one image forward, back and update.",
        caption="A neuron activation is the integration and conversion of one column; back-propagation is a product too.",
        numbers=NumbersTable(head=["Component", "Network", "Energy", "Share"], rows=rows),
    )


CLAIM = Claim(
    id="energy-training",
    runs=(),
    parts=parts,
    charts=charts,
)
