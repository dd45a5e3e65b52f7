"""Networks of one's own without a server: added from Python, simulated by their id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import mhoscope
from backend.datasets import DataSetMissing
from backend.networks import load_card, zoo_weights
from backend.networks.portable import with_card
from backend.settings import get_settings
from backend.store.networks import IdTaken
from tests.backend.api.test_uploads import model as keras_file

SPEC = {"images": 50, "sweep": {"x": {"values": [0]}}, "sampling": {"min_draws": 2, "max_draws": 2}}
ZOO = load_card("digits/mlp-noise0")
OURS = with_card(ZOO.model_copy(update={"id": "digits/ours", "origin": "uploaded"}), zoo_weights(ZOO))


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("MHOSCOPE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("MHOSCOPE_DATA_DIR", raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_a_network_is_added_and_simulated() -> None:
    card = mhoscope.add_network(OURS)
    assert (card.id, card.clean_accuracy) == ("digits/ours", ZOO.clean_accuracy) and card == mhoscope.load_card(card.id)
    ours, known = (mhoscope.simulate({**SPEC, "networks": [network]}, processes=1) for network in (card.id, ZOO.id))
    assert ours.points[0].accuracy == known.points[0].accuracy


def test_a_name_is_taken_until_it_is_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "My net.keras"
    path.write_bytes(keras_file())
    assert mhoscope.add_network(path, dataset="digits", input="unit").id == "digits/my-net"
    with pytest.raises(IdTaken, match="there is a network digits/my-net already"):
        mhoscope.add_network(path, dataset="digits")
    assert mhoscope.add_network(path, dataset="digits", input="bytes", replace=True).input_values == "bytes"
    with pytest.raises(IdTaken, match="digits/mlp-noise0"):
        mhoscope.add_network(path, dataset="digits", name="mlp-noise0", replace=True)


def test_what_cannot_be_added_is_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"^dataset must be given"):
        mhoscope.add_network(keras_file())
    with pytest.raises(ValueError, match=r"^name must be at most 80 small letters"):
        mhoscope.add_network(keras_file(), dataset="digits", name="../etc")
    with pytest.raises(ValueError, match=r"^input must be auto, unit"):
        mhoscope.add_network(keras_file(), dataset="digits", input="half")
    with pytest.raises(ValueError, match=r"^the last layer has 7 units"):
        mhoscope.add_network(keras_file(units=7), dataset="digits")
    with pytest.raises(DataSetMissing, match="not installed"):
        mhoscope.add_network(keras_file(), dataset="mnist")
