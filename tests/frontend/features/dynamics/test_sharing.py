"""What the page Dynamics shares."""

from __future__ import annotations

from typing import Any

import pytest

from frontend.features.dynamics import ids
from frontend.features.dynamics.now import Live
from frontend.features.dynamics.sharing import SHARE


@pytest.mark.parametrize(
    ("job", "shared"), [({"id": "d1", "state": "done"}, {"dynamics": "d1"}), ({"id": "d1", "state": "running"}, None), ({}, None)]
)
def test_only_a_whole_answer_is_shared(job: dict[str, Any], shared: dict[str, str] | None) -> None:
    figures = {ids.SHARE_OPEN: Live(request={}, **job).stored()}
    assert SHARE.what_is_shared(ids.SHARE_OPEN, figures) == shared
    assert SHARE.what_is_shared(ids.SHARE_OPEN, {ids.SHARE_OPEN: None}) is None
