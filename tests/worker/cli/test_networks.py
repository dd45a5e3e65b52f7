"""`mhoscope networks` as a user meets it, and a run on a network that came in a file."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backend.networks import load_card, zoo_weights
from backend.networks.portable import with_card
from tests.backend.api.test_uploads import model
from tests.worker.cli.test_cli import SPEC, mhoscope, refused

ZOO = load_card("digits/mlp-noise0")
OURS = with_card(ZOO.model_copy(update={"id": "digits/ours", "origin": "uploaded"}), zoo_weights(ZOO))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "My Net.keras").write_bytes(model())
    (tmp_path / "ours.npz").write_bytes(OURS)
    return tmp_path / "home"


def test_a_network_of_keras_is_added_listed_run_and_removed(home: Path) -> None:
    answer = mhoscope("networks", "add", str(home.parent / "My Net.keras"), "--dataset", "digits", home=home)
    assert answer.returncode == 0, answer.stderr
    added, *remarks = answer.stdout.splitlines()
    assert added.startswith("digits/my-net: clean accuracy ") and added.endswith("full test set, added")
    assert any(note.startswith("Inputs are taken to be ") and "symmetric " in note for note in remarks)
    assert any("is that of guessing" in note for note in remarks)  # its weights are random
    listed = mhoscope("networks", home=home).stdout.splitlines()
    assert listed[-1].split()[0] == "digits/my-net" and listed[-1].endswith("uploaded")
    assert any(line.startswith("digits/mlp-noise0 ") for line in listed)
    result = mhoscope("run", "-", home=home, given=json.dumps({**SPEC, "networks": ["digits/my-net"]}))
    accuracy = json.loads(result.stdout)["clean"]["digits/my-net"]
    assert f"{100 * accuracy:.2f} %" in answer.stdout
    again = mhoscope("networks", "add", str(home.parent / "My Net.keras"), "--dataset", "digits", home=home)
    assert "there is a network digits/my-net already; choose another name with --name" in refused(again)
    assert mhoscope("networks", "remove", "digits/my-net", home=home).stdout == "digits/my-net: removed\n"
    assert "there is no network 'digits/my-net'" in refused(mhoscope("networks", "remove", "digits/my-net", home=home))


def test_a_downloaded_network_knows_its_data_set_name_and_accuracy(home: Path) -> None:
    answer = mhoscope("networks", "add", str(home.parent / "ours.npz"), home=home)
    assert f"digits/ours: clean accuracy {100 * ZOO.clean_accuracy:.2f} %" in answer.stdout, answer.stderr


def test_a_run_on_a_network_of_a_file_is_that_of_the_network_itself(home: Path) -> None:
    run = ("run", "-", "--network", str(home.parent / "ours.npz"))
    found = json.loads(mhoscope(*run, home=home, given=json.dumps({**SPEC, "networks": ["digits/ours"]})).stdout)
    known = json.loads(mhoscope("run", "-", home=home, given=json.dumps(SPEC)).stdout)
    assert [point["accuracy"] for point in found["points"]] == [point["accuracy"] for point in known["points"]]
    assert not (home / "mhoscope.db").exists()


def test_what_its_inputs_are_can_be_said(home: Path) -> None:
    file = str(home.parent / "My Net.keras")
    for given, known in (("bytes", "bytes"), ("0.3,0.4", "0.3,0.4"), ("unit", "unit")):
        name = f"a{known.replace(',', '-')}"
        answer = mhoscope("networks", "add", file, "--dataset", "digits", "--name", name, "--input", given, home=home)
        assert answer.returncode == 0 and "Inputs are taken" not in answer.stdout, answer.stderr
    with closing(sqlite3.connect(home / "mhoscope.db")) as store:
        cards = [json.loads(card) for (card,) in store.execute("select card from networks order by id")]
    assert [card["input_values"] for card in cards] == ["0.3,0.4", "bytes", "unit"]
    assert [card["layers"][0]["kind"] for card in cards] == ["scale", "scale", "flatten"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "My Net.keras", "--dataset", "digits", "--input", "half"), "--input must be auto, unit (0 to 1), bytes"),
        (("add", "My Net.keras", "--dataset", "digits", "--input", "0.3,0"), "received '0.3,0'"),
        (("add", "My Net.keras", "--dataset", "digits", "--input", "1,2,3,1,1,1"), "one for each of 1 channels; received 3"),
        (("add", "My Net.keras"), "--dataset must be given: the file does not say"),
        (("add", "My Net.keras", "--dataset", "cifar"), "there is no data set 'cifar'"),
        (("add", "My Net.keras", "--dataset", "mnist"), "data set mnist is not installed"),
        (("add", "My Net.keras", "--dataset", "digits", "--name", "../etc"), "--name must be at most 80 small letters"),
        (("add", "My Net.keras", "--dataset", "digits", "--name", "mlp-noise0"), "digits/mlp-noise0 already"),
        (("add", "seven.keras", "--dataset", "digits"), "the last layer has 7 units, but the data set has 10 classes"),
        (("add", "text.h5", "--dataset", "digits"), "the file is neither"),
        (("add", "large.h5", "--dataset", "digits"), "bytes; it has"),
        (("add", "damaged.npz"), "damaged"),
        (("remove", "digits/mlp-noise0"), "ships with the program and stays"),
        (("remove", "digits/mlp-noise"), "did you mean digits/mlp-noise0"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(home: Path, arguments: tuple[str, ...], said: str) -> None:
    command, name, *rest = arguments
    (home.parent / "seven.keras").write_bytes(model(units=7))
    (home.parent / "text.h5").write_text("no model")
    (home.parent / "damaged.npz").write_bytes(OURS[:300] + OURS[310:])
    with (home.parent / "large.h5").open("wb") as large:
        os.truncate(large.fileno(), 2**40)
    given = str(home.parent / name) if command == "add" else name
    assert said in refused(mhoscope("networks", command, given, *rest, home=home))


def test_a_file_for_a_run_that_is_no_network_is_refused(home: Path) -> None:
    answer = mhoscope("run", "-", "--network", str(home.parent / "My Net.keras"), home=home, given=json.dumps(SPEC))
    assert "holds no card.json" in refused(answer)
