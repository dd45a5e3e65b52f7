"""What a prediction says that it leaves out."""

import pytest

from tests.worker.analysis.margins.networks import linear
from worker.analysis.margins import left_out as words
from worker.crossbar import Conditions

NETWORK = linear(4).network


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (Conditions(programming=0.1, read=0.1, weight_bits=4, adc_bits=6, dac_bits=6, clip=True), []),
        (Conditions(wire_resistance_ohm=1.0), [words.RESISTANCES]),
        (Conditions(sense_resistance_ohm=1.0, floor=True), [words.RESISTANCES, words.FLOOR]),
        (Conditions(iv_nonlinearity=1.0), [words.NON_LINEAR]),
        (Conditions(weight_percentile=99.0), [words.PERCENTILE]),
        (Conditions(scaling="column"), [words.OWN_RANGES]),
        (Conditions(bias="analog"), [words.BIASES]),
        (Conditions(read=0.1, dac_bits=4, input_encoding="bit_serial"), [words.PULSES]),
        (Conditions(dac_bits=4, input_encoding="bit_serial"), []),
        (Conditions(weight_bits=8, cell_bits=2, adc_bits=8), [words.SLICES]),
        (Conditions(weight_bits=8, cell_bits=2, programming=0.1), []),
        (Conditions(mapping="offset", programming=0.1, columns=2), [words.REFERENCES]),
        (Conditions(mapping="offset", programming=0.1), []),
        (Conditions(by_layer=((1, Conditions(floor=True)),)), [words.FLOOR]),
        (Conditions(floor=True, by_layer=((1, Conditions()),)), []),
    ],
)
def test_it_is_said_in_words_of_a_person(conditions: Conditions, expected: list[str]) -> None:
    assert words.left_out(NETWORK, conditions) == expected
