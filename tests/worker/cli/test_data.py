"""`mhoscope data`: one's own data sets without a server, used by other commands, and removed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import mhoscope
from backend.networks.describe import describe
from backend.networks.files import pack
from backend.networks.recipe import Recipe
from backend.settings import Settings, get_settings
from backend.store.datasets import use_store
from backend.store.networks import save_network
from backend.store.session import Store
from tests.backend.datasets.own.files import arrays_of, npz
from worker.cli import cli
from worker.training.cards import make_card


def mhoscope_data(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["data", *map(str, arguments)])


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MHOSCOPE_HOME", str(tmp_path / "home"))
    get_settings.cache_clear()
    return tmp_path / "home"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.npz"
    path.write_bytes(npz(**arrays_of()))
    return path


def network(dataset: str) -> None:
    """An untrained network for a data set, in the store of this machine."""
    settings = Settings()  # type: ignore[call-arg]
    store = Store.of(settings)
    use_store(store, settings)
    recipe, random = Recipe(dataset=dataset, family="mlp", hidden=(6,)), np.random.default_rng(0)
    arrays = {
        f"{layer.index}.{name}": random.normal(0, 0.5, shape).astype(np.float32)
        for layer in describe(recipe.layers(), recipe.input_shape).layers
        for name, shape in layer.arrays.items()
    }
    assert pack(arrays)
    card, weights = make_card(recipe, arrays, mhoscope.load_dataset(dataset), history={}, network_id=f"{dataset}/made")
    with store.write() as session:
        save_network(session, card, weights)
    store.close()


def test_a_data_set_is_added_shown_and_removed(file: Path) -> None:
    added = mhoscope_data("add", file, "--name", "mine", "--title", "Mine")
    assert added.exit_code == 0, added.output
    assert added.stdout == "mine: images of 4 x 5 x 3, 4 classes, 24 to train on, 12 to test on, added\n"
    assert "there is a data set mine already" in mhoscope_data("add", file, "--name", "mine").stderr
    shown = mhoscope_data().stdout
    assert "mine" in shown and "added here" in shown
    assert mhoscope_data("remove", "mine").stdout == "mine: removed\n"
    assert "there is no data set 'mine'" in mhoscope_data("remove", "mine").stderr


def test_it_is_used_without_a_server_and_named_before_it_goes(file: Path, tmp_path: Path) -> None:
    assert mhoscope_data("add", file, "--name", "mine").exit_code == 0
    network("mine")
    spec = {
        "networks": ["mine/made"],
        "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0, 0.1]}},
        "sampling": {"min_draws": 2, "max_draws": 2},
        "converters": {"adc_bits": 6},
    }
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    result = CliRunner().invoke(cli, ["run", str(tmp_path / "spec.json"), "-o", str(tmp_path / "result.json")])
    assert result.exit_code == 0, result.output
    points = json.loads((tmp_path / "result.json").read_text())["points"]
    assert len(points) == 2 and points[0]["images"] == 12
    refused = mhoscope_data("remove", "mine")
    assert refused.exit_code == 2 and "1 network (mine/made), removed with it" in refused.stderr
    assert mhoscope_data("remove", "mine", "--force").exit_code == 0
    assert "mine/made" not in CliRunner().invoke(cli, ["networks", "list"]).stdout


def test_a_wrong_file_or_name_is_one_sentence(file: Path, tmp_path: Path) -> None:
    (tmp_path / "no.npz").write_text("nothing")
    refused = mhoscope_data("add", tmp_path / "no.npz", "--name", "mine")
    assert refused.exit_code == 2 and "no.npz: the file cannot be read: it is no .npz" in refused.stderr
    assert "--name must be at most 40 small letters" in mhoscope_data("add", file, "--name", "My Set").stderr
    assert "belongs to the program" in mhoscope_data("remove", "digits").stderr
