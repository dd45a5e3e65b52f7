"""Every verdict follows from the numbers: other numbers, another verdict."""

from __future__ import annotations

from backend.reproductions import CLAIMS, Measurements, Reproduction, assess
from backend.reproductions.claims import energy_isaac
from backend.schemas.reproduction import Verdict
from tests.backend.reproductions import synthetic


def verdict(name: str, measured: Measurements) -> Verdict:
    return assess(CLAIMS[name], measured).verdict


def parts(name: str, measured: Measurements) -> list[Verdict]:
    return [part.verdict for part in assess(CLAIMS[name], measured).parts]


def test_nothing_measured_is_open_and_says_so() -> None:
    for claim in CLAIMS.values():
        found = assess(claim, Measurements(cards={}))
        assert found.verdict == "open" and found.evidence.startswith("Not measured: ")
        assert found.charts == [] and found.decides and found.choices


def family(name: str) -> str:
    return name.split("-", maxsplit=1)[0]


def as_claimed(run: str, name: str, x: float) -> float:
    """CNN ahead under internal noise, the RNN under both at once, all alike under noisy images alone."""
    rank = {"cnn": 2, "lenet5": 2, "rnn": 1, "mlp": 0}[family(name)]
    if run.endswith(("gaussian-and-programming", "headline-with-gaussian")):
        return 0.7 - 0.1 * rank if family(name) != "mlp" else 0.5
    if any(kind in run for kind in ("-gaussian", "speckle", "salt-pepper")):
        return 0.7
    return 0.7 + 0.1 * rank


def test_result_1() -> None:
    runs = CLAIMS["result-1"].runs
    assert parts("result-1", synthetic.measured(as_claimed, runs)) == ["holds", "holds", "holds"]

    def reversed_ranks(run: str, name: str, x: float) -> float:
        return 1.4 - as_claimed(run, name, x) - (0.1 if family(name) == "rnn" and "speckle" in run else 0.0)

    assert parts("result-1", synthetic.measured(reversed_ranks, runs)) == ["fails", "partly", "fails"]
    assert verdict("result-1", synthetic.measured(reversed_ranks, runs)) == "partly"
    # Chips that differ far more than networks decide nothing.
    assert verdict("result-1", synthetic.measured(as_claimed, runs, spread=1.0)) == "open"


def test_result_1_depends_on_the_choice_of_cnn() -> None:
    def lenet_is_bad(run: str, name: str, x: float) -> float:
        return 0.3 if family(name) == "lenet5" else as_claimed(run, name, x)

    found = assess(CLAIMS["result-1"], synthetic.measured(lenet_is_bad, CLAIMS["result-1"].runs))
    assert found.parts[0].verdict == "partly" and found.verdict == "partly"
    assert {finding.verdict for finding in found.parts[0].findings if "LeNet-5" in finding.choice} == {"fails"}


def falls_with_time(run: str, name: str, x: float) -> float:
    return 0.95 - 0.01 * int(name.split("-")[1][1:]) if x else 0.98


def test_time_steps() -> None:
    base = synthetic.measured(falls_with_time, CLAIMS["result-1-timesteps"].runs)
    assert parts("result-1-timesteps", synthetic.with_growth(base, 0.4, 0.6)) == ["holds", "holds", "holds"]
    assert parts("result-1-timesteps", synthetic.with_growth(base, 0.4, 1.5)) == ["holds", "holds", "fails"]
    assert parts("result-1-timesteps", synthetic.with_growth(base, 0.4, 1.0)) == ["holds", "holds", "open"]
    other = synthetic.measured(lambda run, name, x: 1.5 - falls_with_time(run, name, x), CLAIMS["result-1-timesteps"].runs)
    assert parts("result-1-timesteps", synthetic.with_growth(other, 1.2, 1.2))[0] == "fails"


def helped(run: str, name: str, x: float) -> float:
    """Training with noise helps: the CNN by 5 points, the RNN by 0.4 on MNIST and by 5 on Fashion-MNIST."""
    if name.endswith("noise0"):
        return 0.8
    return 0.804 if family(name) == "rnn" and not run.startswith("fashion") else 0.85


def test_result_2() -> None:
    runs = CLAIMS["result-2"].runs
    quiet = synthetic.measured(helped, runs, spread=0.0005)
    assert parts("result-2", quiet) == ["holds", "holds", "holds", "holds"]
    harmed = synthetic.measured(lambda run, name, x: 1.6 - helped(run, name, x), runs, spread=0.0005)
    assert parts("result-2", harmed) == ["fails", "fails", "holds", "fails"]
    large = synthetic.measured(lambda run, name, x: 0.8 if name.endswith("noise0") else 0.9, runs)
    assert parts("result-2", large)[2] == "fails"


def collapses(run: str, name: str, x: float) -> float:
    return 0.95 - (1.5 * x if name.endswith("noise0") else 0.2 * x)


def test_results_3_and_4() -> None:
    measured = synthetic.measured(collapses, CLAIMS["result-3"].runs)
    assert parts("result-3", measured) == ["holds", "holds"]
    assert parts("result-4", measured) == ["holds", "holds", "holds"]
    steady = synthetic.measured(lambda run, name, x: 0.95 - 0.1 * x, CLAIMS["result-3"].runs)
    assert parts("result-3", steady) == ["fails", "fails"]
    assert verdict("result-4", steady) == "fails"

    def unlike(run: str, name: str, x: float) -> float:
        return collapses(run, name, x) if run.startswith("fashion") else 1.0 - collapses(run, name, x)

    assert parts("result-4", synthetic.measured(unlike, CLAIMS["result-4"].runs))[2] == "fails"


def test_accuracy_floor() -> None:
    runs = CLAIMS["accuracy-floor"].runs
    assert verdict("accuracy-floor", synthetic.measured(lambda *_: 0.99, runs, spread=0)) == "holds"
    assert parts("accuracy-floor", synthetic.measured(lambda *_: 0.97, runs, spread=0)) == ["holds", "fails", "holds", "holds"]
    assert verdict("accuracy-floor", synthetic.measured(lambda *_: 0.5, runs, spread=0)) == "fails"
    # Half above and half below is not decided.
    assert parts("accuracy-floor", synthetic.measured(lambda *_: 0.96, runs, spread=0))[0] == "open"


def energy(network: str, technology: str, mode: str) -> float:
    name = network.split("/")[1]
    return 10.0 if name.startswith("mlp") else 20.0 if name.startswith("rnn") else 500.0


DOMINATED = {"adc": 0.9, "buffers": 0.095, "max_pool": 0.005}


def test_energy_of_training() -> None:
    assert verdict("energy-training", synthetic.energies(energy, DOMINATED)) == "holds"
    far = synthetic.energies(lambda *of: 100 * energy(*of) if energy(*of) == 500 else energy(*of), DOMINATED)
    assert parts("energy-training", far) == ["holds", "fails", "holds", "holds"]
    other = synthetic.energies(lambda *of: 1000 - energy(*of), {"adc": 0.4, "buffers": 0.4, "softmax": 0.2})
    assert parts("energy-training", other) == ["fails", "fails", "fails", "fails"]


def test_energy_of_a_multiply_accumulate() -> None:
    # 20 pJ over 1,000 multiply-accumulates is 0.02 pJ; ISAAC a thousand times as much.
    low = synthetic.energies(lambda _n, technology, _m: 20_000.0 if technology == "isaac-2016" else 20.0, DOMINATED)
    assert parts("energy-isaac", low) == ["holds", "fails", "holds"]
    high = synthetic.energies(lambda *_: 2_000.0, DOMINATED)
    assert parts("energy-isaac", high) == ["fails", "fails", "fails"]
    assert energy_isaac.tile_power(41.0).verdict == "holds" and energy_isaac.chip_power(20.5).verdict == "holds"


def test_parameters() -> None:
    from backend.networks import zoo_cards

    assert verdict("parameters", Measurements()) == "partly"
    slim = {
        name: card.model_copy(update={"parameters": 10, "cells": 20}) if card.family == "rnn" else card
        for name, card in zoo_cards().items()
    }
    assert verdict("parameters", Measurements(cards=slim)) == "holds"
    fat = {
        name: card.model_copy(update={"parameters": 10**9, "cells": 10**9}) if card.family == "rnn" else card
        for name, card in zoo_cards().items()
    }
    assert verdict("parameters", Measurements(cards=fat)) == "fails"


def test_devices() -> None:
    runs = CLAIMS["devices"].runs
    assert verdict("devices", synthetic.measured(lambda *_: 0.9, runs, spread=0.001)) == "holds"

    def pcm_drifts(run: str, name: str, x: float) -> float:
        return 0.3 if run.endswith("device-pcm-joshi") and x > 1 else 0.9

    found = assess(CLAIMS["devices"], synthetic.measured(pcm_drifts, runs, spread=0.001))
    assert [part.verdict for part in found.parts] == ["holds", "partly", "holds", "holds", "holds"]
    bad = synthetic.measured(lambda run, name, x: 0.3 if "device" in run else 0.9, runs)
    assert verdict("devices", bad) == "fails"


def test_limits() -> None:
    runs = CLAIMS["limits"].runs
    steady = synthetic.measured(lambda *_: 0.9, runs, spread=0.0005)
    assert parts("limits", steady) == ["holds", "holds", "open", "holds", "holds"]
    coarse = synthetic.measured(lambda run, name, x: 0.5 if "adc" in run and x < 8 else 0.9, runs, spread=0.0005)
    assert parts("limits", coarse)[0] == "partly"
    losing = synthetic.measured(lambda run, name, x: 0.9 - 0.1 * x if "wires" in run else 0.9, runs, spread=0.0005)
    assert parts("limits", losing)[3] == "fails"
    assert parts("limits", synthetic.measured(lambda *_: 0.9, runs, spread=0.2))[1] == "open"


def equivalent(run: str, name: str, x: float) -> float:
    """Accuracy is best where the training level is 8 times the deployed sigma."""
    return 0.9 - abs(float(name.split("noise")[1]) - 8 * x) / 10


def test_method_equivalence() -> None:
    base = synthetic.measured(equivalent, CLAIMS["method-equivalence"].runs)
    assert parts("method-equivalence", synthetic.with_preactivations(base, 1.02, 0.2)) == ["holds", "holds", "holds"]
    assert parts("method-equivalence", synthetic.with_preactivations(base, 1.3, 0.2)) == ["fails", "holds", "holds"]
    assert parts("method-equivalence", synthetic.with_preactivations(base, 1.0, 5.0)) == ["holds", "holds", "fails"]
    falling = synthetic.measured(lambda run, name, x: -equivalent(run, name, x), CLAIMS["method-equivalence"].runs)
    assert parts("method-equivalence", synthetic.with_preactivations(falling, 1.0, 0.2))[1] == "fails"


def test_every_claim_has_words_and_no_other_does() -> None:
    from backend.reproductions.claim import words

    assert list(words()) == list(CLAIMS)


def test_evidence_names_a_number_for_every_part() -> None:
    found: Reproduction = assess(CLAIMS["result-3"], synthetic.measured(collapses, CLAIMS["result-3"].runs))
    for part in found.parts:
        assert part.statement in found.evidence
        assert any(character.isdigit() for character in part.findings[0].evidence)
