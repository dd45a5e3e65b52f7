from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from backend.networks import zoo_cards
from worker.cli.energy import energy

NETWORK = next(iter(zoo_cards()))
Ask = Callable[..., Result]


@pytest.fixture
def ask() -> Ask:
    def run(document: object, *options: str) -> Result:
        text = document if isinstance(document, str) else json.dumps(document)
        return CliRunner().invoke(energy, ["-", *options], input=text, env={"COLUMNS": "160"})

    return run


def test_prints_a_table_whose_parts_are_named(ask: Ask) -> None:
    result = ask({"networks": [NETWORK]})
    assert result.exit_code == 0, result.output
    for words in (NETWORK, "crossbar array read", "ADC (neuron activation)", "total", "Unit costs: M. J. Marinella"):
        assert words in result.output
    assert "outer-product update" not in result.output


def test_training_has_its_own_parts(ask: Ask) -> None:
    assert "outer-product update" in ask({"networks": [NETWORK]}, "--mode", "training").output


def test_json_is_an_estimate_per_network(ask: Ask) -> None:
    document = json.loads(ask({"networks": [NETWORK], "converters": {"adc_bits": 6}}, "--json").stdout)
    coarse = document[NETWORK]
    fine = json.loads(ask({"networks": [NETWORK]}, "--json").stdout)[NETWORK]
    assert fine["components"]["adc"] == pytest.approx(4 * coarse["components"]["adc"])
    assert sum(coarse["components"].values()) == pytest.approx(coarse["total_pj"])


@pytest.mark.parametrize(
    ("document", "options", "says"),
    [
        ({"networks": ["digits/no-such-network"]}, (), "networks[0]"),
        ({"networks": []}, (), "networks must be a list of at least 1"),
        ({"networks": [NETWORK], "converters": {"adc_bits": 99}}, (), "converters.adc_bits must be at most 16; received 99"),
        ({"networks": [NETWORK]}, ("--technology", "abacus"), "technology must be one of"),
        ({"networks": [NETWORK]}, ("--technology", "isaac-2016", "--mode", "training"), "gives no costs for it"),
        ("{", (), "is not valid JSON"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(ask: Ask, document: object, options: tuple[str, ...], says: str) -> None:
    result = ask(document, *options)
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output
    assert len(result.stderr.strip().splitlines()) == 1
