"""An attribution in sentences: the loss, its shares with their intervals, and what is off."""

from __future__ import annotations

from frontend.kit.attribution_words import how_in_words, listed, off_in_words, shares_in_words
from tests.frontend.kit.figures.test_waterfall import NETWORKS, answer, share


def test_the_loss_is_said_with_its_shares_the_largest_first() -> None:
    found = answer(NETWORKS[0], share("read noise", 0.02), share("ADC", 0.071, title="ADC resolution"))
    assert shares_in_words(found) == (
        "of 9.1 points lost (97.0 to 87.9 %), ADC resolution takes 7.1 (6.8 to 7.6) and read noise 2.0 (1.7 to 2.5); "
        "the shares sum to the loss."
    )


def test_a_share_that_helps_has_a_minus_sign() -> None:
    assert "dac \N{MINUS SIGN}1.0 (\N{MINUS SIGN}1.3 to \N{MINUS SIGN}0.5)" in shares_in_words(answer())


def test_what_is_off_is_named_as_zero_once_for_all_networks() -> None:
    assert off_in_words([answer(), answer(NETWORKS[1])]) == "Off, and therefore exactly 0: drift."
    assert off_in_words([answer(NETWORKS[0], share("adc", 0.1))]) == ""
    assert shares_in_words(answer(NETWORKS[0], share("drift", 0, on=False))) == "nothing that is switched on costs accuracy."


def test_how_the_shares_were_found_is_said() -> None:
    assert "exact over 8 combinations" in how_in_words([answer()])
    assert "sampled orders of switching the layers on" in how_in_words([answer(exact=False, split_by="layers")])


def test_layers_keep_their_names() -> None:
    assert "Dense_1 takes 3.0" in shares_in_words(answer(NETWORKS[0], share("dense_1", 0.03), split_by="layers"))


def test_lists_end_in_and() -> None:
    assert [listed(parts) for parts in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
