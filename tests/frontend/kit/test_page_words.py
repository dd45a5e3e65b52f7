"""Sentences about fields of a spec as sentences about controls."""

from __future__ import annotations

from backend.options.rules import FieldValues, values_in
from backend.schemas.fields import FIELDS
from backend.schemas.setting import Setting
from frontend.kit.page_words import in_page_words


def test_fields_have_the_names_of_their_controls_and_values_their_words() -> None:
    law = "internal_noise.law must not be 'independent' to sweep crossbar.on_off_ratio, which has no effect without"
    words = "“Error against conductance” must not be “constant” to sweep “On/off ratio”, which has no effect without."
    assert in_page_words(law) == words
    assert in_page_words("internal_noise.floor must be true") == "“Thermal and shot noise” must be on."
    assert in_page_words("adc_bits must be given and adc_range 'manual'") == "“ADC bits” must be given and “ADC range” “manual”."


def test_other_sentences_stay_as_they_are() -> None:
    for sentence in ("The queue is full, try again later", "rows of a table; columns too", "digits/mlp has dense (1)"):
        assert in_page_words(sentence) == sentence


def test_no_refusal_of_a_sweep_shows_a_path_of_a_spec() -> None:
    refusals = [field.refusal(FieldValues(values_in(Setting()), (field.field,))) for field in FIELDS.values() if field.sweep]
    said = [in_page_words(refusal) for refusal in refusals if refusal]
    assert len(said) > 5 and not [sentence for sentence in said if any(path in sentence for path in FIELDS)]
