"""What the chips say of one image: how classes are named where there is little room."""

from __future__ import annotations

import pytest

from frontend.features.see.votes import initials


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (list("0123456789"), list("0123456789")),
        (["Speaker 1", "Speaker 2", "Speaker 9"], ["1", "2", "9"]),
        ([f"class {number}" for number in (10, 11, 12)], ["10", "11", "12"]),
        (["T-shirt/top", "Trouser"], ["T-", "Tr"]),
        (["mel12", "mel3"], ["12", "3"]),
        (["left hand", "left foot"], ["ha", "fo"]),
        (["red", "redder"], ["re", "re"]),
    ],
)
def test_letters_of_a_class_come_after_what_all_names_begin_with(names: list[str], short: list[str]) -> None:
    assert initials(names) == short
