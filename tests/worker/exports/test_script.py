"""Scripts for other simulators: their text says all of the spec, and they run where the tool is."""

from __future__ import annotations

import ast
import sys
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pydantic import ValidationError

from backend.exports import as_zip
from backend.networks import load_card
from backend.options.rules import values_in
from backend.options.spec_field import fields_of
from backend.schemas.device import DeviceError
from backend.schemas.fields import FIELDS
from backend.schemas.run import Point, Run
from backend.schemas.setting import Setting
from backend.schemas.spec import Spec
from backend.schemas.version import ENGINE_VERSION
from backend.settings import get_settings
from tests.another import another
from tests.own_device import OWN_DEVICE
from tests.worker.test_spec_fields import WITH, joined
from worker.analysis.equivalence.terms.effects import CONVENTIONS, PARTS, TUNING
from worker.exports.parts.files import load_network
from worker.exports.script import TOOLS, script
from worker.exports.translated import needs_sizes, translated, without
from worker.simulators import EVERY_IMAGE, Simulators
from worker.translate import own_devices

MLP, CNN = "digits/mlp-noise0", "digits/cnn-noise0"
own_devices.add(OWN_DEVICE)
SIMULATORS = Simulators(data_path=get_settings().data_path)
both_tools = pytest.mark.parametrize("kind", TOOLS)


def run_of(document: dict[str, Any], accuracy: float = 0.5) -> Run:
    """A run whose points are made up."""
    spec = Spec.model_validate(document)
    points = [
        Point(
            network=network, x=one.x, y=one.y, accuracy=accuracy, ci_low=accuracy - 0.01, ci_high=accuracy + 0.01,
            std_draws=0.01, p10=0.4, p90=0.6, draws=7, images=spec.images,
        )
        for one in spec.grid()
        for network in spec.networks
    ]  # fmt: skip
    return Run(
        id="abc", created_at="2026-01-01T00:00:00+00:00", progress=1, sequence=1, spec=spec, spec_hash=spec.spec_hash,
        engine_version=ENGINE_VERSION, state="done", points=points, clean={}, energy={},
    )  # fmt: skip


def written(kind: str, run: Run) -> str:
    cards = {name: load_card(name) for name in run.spec.networks}
    return script(kind, run, cards, lambda name: SIMULATORS.get(cards[name], EVERY_IMAGE).simulator)


def settings_with(fields: list[str]) -> Setting:
    """A setting in which these fields have another value than usual, with what they need; rejected if they exclude each other."""
    documents = [one for field in fields for one in (_at(field), WITH.get(field, {}))]
    try:
        return Setting.model_validate(joined(*documents))
    except ValidationError:
        assume(False)
        raise


def _at(field: str) -> dict[str, Any]:
    part, _, name = field.partition(".")
    return {part: {name: another(FIELDS[field])}}


NOT_IN_PROGRAMS = TUNING | CONVENTIONS | {"converters.adc_range", "crossbar.on_off_ratio"}
"""Fields that only choose full scales or the unit of others, or the window, where sigmas are errors of weights."""
some_fields = st.lists(
    st.sampled_from([field for field in fields_of(Setting) if "." in field]), min_size=1, max_size=4, unique=True
)
patient = effort(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@both_tools
@patient
@given(fields=some_fields)
def test_every_setting_is_a_number_or_a_comment(kind: str, fields: list[str]) -> None:
    setting = settings_with(fields)
    document = setting.model_dump(exclude_defaults=True)
    try:
        run = run_of(
            {**document, "networks": [MLP], "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0.05]}}}
        )
    except ValidationError:  # a device has no programming error to sweep
        run = run_of({**document, "networks": [MLP], "sweep": {"x": {"parameter": "converters.weight_bits", "values": [6]}}})
    text = written(kind, run)
    ast.parse(text)
    value = values_in(next(iter(run.spec.grid())).setting)
    for field in fields_of(Setting):
        part, name = field.split(".")
        if value(field) == FIELDS[field].default:
            continue
        if part in PARTS:
            assert f"{field} = {value(field)!r} (" in text.replace("\n    #  ", ""), field
        elif value("test_noise.kind") != "none" and value("test_noise.level"):
            assert f"{name!r}: {value(field)!r}" in text, field


@both_tools
@patient
@given(fields=some_fields)
def test_what_is_said_to_be_there_changes_the_program(kind: str, fields: list[str]) -> None:
    """A field that a tool is said to know is in its program, in full scales of its converters, or said to be missing."""
    tool = TOOLS[kind][0]
    setting = settings_with(fields)
    found = translated(tool, setting, 0.05, 0.01)
    for remark in found.remarks:
        measured = needs_sizes(tool, setting) and remark.field.startswith("internal_noise.")
        if remark.state != "there" or remark.field in NOT_IN_PROGRAMS or measured:
            continue
        try:
            less = without(setting, [remark.field])
        except ValidationError:
            continue
        assert translated(tool, less, 0.05, 0.01).program != found.program, remark.field


def test_what_a_tool_does_not_have_is_said_where_it_would_be() -> None:
    run = run_of(
        {
            "networks": [MLP],
            "internal_noise": {"stuck_low": 0.01},
            "crossbar": {"mapping": "offset"},
            "converters": {"adc_bits": 6},
            "overrides": {"dense_1": {"crossbar": {"mapping": "differential"}}, "dense_2": {"digital": True}},
        }
    )
    text = written("aihwkit", run)
    first, second = (text[text.index(f"def array_{number}(") :].split("\n\n\n")[0] for number in (1, 2))
    assert "# not in aihwkit 1.2: internal_noise.stuck_low = 0.01 (" in first
    assert "# not in aihwkit 1.2: crossbar.mapping = 'offset'" in first and "crossbar.mapping" not in second
    assert "Its noise models that were compared have pairs of devices" in first and "io.out_bound" in first
    layers = ast.literal_eval(
        text[text.index('"arrays": {') + 10 : text.index("},\n    },")].replace("(array_", "('array_").replace(", {", "', {")
        + "}"
    )
    assert list(layers) == [1, 2], "the third one is digital"


def test_points_that_differ_in_numbers_share_a_function() -> None:
    sweep = {"x": {"parameter": "internal_noise.programming", "values": [0, 0.02, 0.04, 0.06, 0.08]}}
    text = written("crosssim", run_of({"networks": [MLP, CNN], "sweep": sweep}))
    assert text.count("def array_") == 2
    assert "def array_2(weights, Rmax, magnitude):" in text
    assert "# internal_noise.programming = a value for each point (" in text
    assert all(text.count(f"'magnitude': {0.7 / 2**0.5 * 2 * sigma:.6g}") == 6 for sigma in (0.02, 0.04))


def test_a_device_that_a_tool_lacks_has_the_size_of_its_errors_for_each_layer() -> None:
    sweep = {"x": {"parameter": "internal_noise.age_s", "values": [1.0, 86400.0]}}
    text = written("crosssim", run_of({"networks": [MLP], "internal_noise": {"device": "pcm-nandakumar"}, "sweep": sweep}))
    said = "# There is no such device. This has the same weight error, a share of max |w|, wherever the weight is."
    assert text.count("There is no such device.") == text.count(said) == text.count("def array_") == 1
    magnitudes = {line.split("'magnitude': ")[1] for line in text.splitlines() if "'magnitude': " in line}
    assert len(magnitudes) == 6, "three layers at two ages"


def test_a_device_goes_with_its_run_though_nobody_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of(
        {
            "networks": [MLP],
            "internal_noise": {"device": OWN_DEVICE.id},
            "sweep": {"x": {"parameter": "converters.weight_bits", "values": [6]}},
        }
    )
    monkeypatch.setattr(own_devices, "_devices", {})
    with pytest.raises(DeviceError):
        written("crosssim", run)
    assert f"# internal_noise.device = '{OWN_DEVICE.id}'" in written("crosssim", run.model_copy(update={"device": OWN_DEVICE}))


class Anything:
    """Stands for parameters of a tool: takes every attribute, and makes more of itself."""

    def __getattr__(self, name: str) -> Anything:
        made = Anything()
        self.__dict__[name] = made
        return made

    def __call__(self, *_arguments: object, **_named: object) -> Anything:
        return self

    def __bool__(self) -> bool:
        return False

    def __mul__(self, _other: object) -> float:
        return 1.0

    __rmul__ = __mul__


class IdealCore:
    """CrossSim's array without anything of CrossSim."""

    def __init__(self, weights: Any, params: Any) -> None:
        self.weights, self.params = weights, params

    def __matmul__(self, inputs: Any) -> Any:
        return self.weights @ inputs


def test_with_exact_arrays_it_finds_the_clean_accuracy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole script, with the bundle beside it, on a machine where the tool is a product and nothing else."""
    run = run_of(
        {"networks": [MLP, CNN], "images": 200, "sweep": {"x": {"parameter": "internal_noise.programming", "values": [0.05]}}}
    )
    tool = ModuleType("simulator")
    tool.AnalogCore, tool.CrossSimParameters = IdealCore, Anything  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "simulator", tool)
    monkeypatch.setenv("MHOSCOPE_DATA_DIR", str(tmp_path / "nothing"))
    (tmp_path / f"mhoscope-{run.spec_hash[:12]}.zip").write_bytes(as_zip(run))
    rows = executed(written("crosssim", run), tmp_path, capsys)
    for name, row in zip((MLP, CNN), rows, strict=True):
        clean = SIMULATORS.get(load_card(name), 200).clean_accuracy
        assert row.startswith(name) and f"{100 * clean:.2f} [{100 * clean:.2f}, {100 * clean:.2f}] of 20 chips" in row
        assert row.endswith("(outside 1.00)")


def test_without_the_bundle_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = ModuleType("simulator")
    tool.AnalogCore, tool.CrossSimParameters = IdealCore, Anything  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "simulator", tool)
    with pytest.raises(SystemExit, match=r"digits/mlp-noise0 is not here: put mhoscope-[0-9a-f]{12}\.zip, or the network's file"):
        executed(written("crosssim", run_of({"networks": [MLP]})), tmp_path, None)


def executed(text: str, folder: Path, capsys: pytest.CaptureFixture[str] | None) -> list[str]:
    """The lines that a script prints, one a point."""
    space: dict[str, Any] = {"__name__": "__main__", "__file__": str(folder / "script.py")}
    exec(compile(text, "script.py", "exec"), space)
    return capsys.readouterr().out.splitlines()[2:] if capsys else []


def test_networks_as_they_are_downloaded_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of({"networks": [MLP]})
    with ZipFile(BytesIO(as_zip(run))) as archive:
        (tmp_path / "digits-mlp-noise0.npz").write_bytes(archive.read(f"mhoscope-{run.spec_hash[:12]}/networks/{MLP}.npz"))
    card, arrays = load_network(MLP, load_card(MLP).weights_sha256, tmp_path, "nothing.zip")
    assert card["id"] == MLP and arrays["1.kernel"].dtype == np.float32
    with pytest.raises(SystemExit, match="another network"):
        load_network(MLP, "0", tmp_path, "nothing.zip")


@both_tools
def test_no_name_of_a_script_has_two_meanings(kind: str) -> None:
    """Its parts are files of their own, which do not know of each other's names."""
    tree = ast.parse(written(kind, run_of({"networks": [MLP], "seed": 3, "internal_noise": {"programming": 0.1}})))
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    named = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names = [target.id for target in targets if isinstance(target, ast.Name)] + named
    assert {"SEED", "ORDER_SEED", "main"} <= set(names) and len(names) == len(set(names))
