"""Words are found where they are said, the best place first."""

from __future__ import annotations

from frontend.features.help.library import pages
from frontend.features.help.markdown import read
from frontend.features.help.search import MOST_HITS, search

ONE = read(
    "one", "# Noise\n\nAll of it.\n\n## Read noise\n\nDrawn at every read.\n\n## Wires\n\nNothing of reads here, but of noise.\n"
)
TWO = read("two", f"# Other\n\n{'before ' * 40}Sigma of the noise{' behind' * 60}.\n")


def test_a_title_comes_before_a_text() -> None:
    hits = search([TWO, ONE], "noise")
    assert [hit.href for hit in hits] == ["/help/one", "/help/one#read-noise", "/help/one#wires", "/help/two"]


def test_all_words_have_to_be_there_whatever_their_case() -> None:
    assert [hit.href for hit in search([ONE, TWO], "READ noise")] == ["/help/one#read-noise", "/help/one#wires"]
    assert search([ONE, TWO], "read sigma") == []
    assert search([ONE, TWO], "   ") == []


def test_an_excerpt_is_about_the_words_and_marks_them() -> None:
    (hit,) = search([TWO], "sigma")
    text = "".join(part for part, _ in hit.excerpt)
    assert text.startswith("… before") and text.endswith("behind …") and len(text) < 200
    assert [part for part, wanted in hit.excerpt if wanted] == ["Sigma"]


def test_signs_are_no_pattern() -> None:
    assert search([ONE], "(") == [] and search([ONE], "reads here,") != []


def test_what_someone_would_look_for_is_found() -> None:
    def first(query: str) -> str:
        return search(pages().values(), query)[0].href

    assert first("sigma") == "/help/words#sigma"
    assert first("what sigma means") == "/help/noise#what-sigma-means"
    assert first("drift compensation").startswith("/help/devices#drift-compensation")
    assert first("MHOSCOPE_TOKEN").startswith("/help/")
    assert len(search(pages().values(), "noise")) == MOST_HITS
