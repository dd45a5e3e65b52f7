"""Answers to design questions as the command line says them."""

from __future__ import annotations

from backend.schemas.design import Attribution, CauseShare, DesignRequest, Measured
from worker.cli.design import in_words

REQUEST = DesignRequest(question="attribution", networks=["digits/mlp-noise0"])


def attribution(*parts: CauseShare) -> Attribution:
    lost = sum(part.part for part in parts)
    return Attribution(
        network="digits/mlp-noise0",
        split_by="causes",
        clean=0.97,
        noisy=Measured(accuracy=0.97 - lost, ci_low=0.9, ci_high=0.95),
        parts=list(parts),
        exact=True,
        coalitions=4,
        draws=8,
        images=500,
    )


def share(cause: str, part: float, *, on: bool = True) -> CauseShare:
    return CauseShare(cause=cause, title=cause.upper(), on=on, part=part, ci_low=part - 0.01, ci_high=part + 0.01, alone=part / 2)


def test_an_attribution_is_a_sentence_and_a_table_that_sums() -> None:
    lines = in_words(attribution(share("adc", 0.02), share("dac", 0.0, on=False), share("read", 0.0305)), REQUEST)
    assert lines == [
        "digits/mlp-noise0: 5.050 points lost of 97.00 % (8 draws of 500 images, every combination of what is on)",
        "  ADC      2.000  (1.000 to 3.000), alone 1.000",
        "  READ     3.050  (2.050 to 4.050), alone 1.525",
        "  sum      5.050",
    ]


def test_an_attribution_of_nothing_says_so() -> None:
    lines = in_words(attribution(share("adc", 0.0, on=False)), REQUEST)
    assert lines == ["digits/mlp-noise0: 0.000 points lost of 97.00 %: nothing is on that could cost accuracy"]
