"""A table of what was measured to a device, and what a bad table is told."""

from __future__ import annotations

from contextlib import suppress
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backend.devices import presets
from backend.devices.columns import RESISTANCES
from backend.devices.measured import as_understood_now, from_csv, is_own
from backend.schemas.device import DeviceError, DevicePreset, Unit
from backend.schemas.device_law import Interpolated
from backend.schemas.setting import NARROWEST_WINDOW
from worker.translate.device_laws import to_engine_device

GOOD = "level (uS),mean (uS),std (uS)\n0,0.1,0.2\n50,49,1.5\n100,101,2\n"


def test_a_device_goes_through_what_was_measured() -> None:
    device = from_csv(GOOD, title=" Mine ")
    assert device.model and device.measured and device.origin == "own" and is_own(device.id)
    assert (device.title, device.model.unit, device.model.low, device.model.high) == ("Mine", "uS", 0, 100)
    engine = to_engine_device(device.model)
    levels = np.array(device.measured.level)
    np.testing.assert_allclose(engine.spread(levels, 0), device.measured.std)
    assert engine.shift and engine.read is None
    np.testing.assert_allclose(levels + engine.shift(levels, 0), device.measured.mean)
    np.testing.assert_allclose(engine.spread(np.array([25.0]), 0), 0.85)


def test_reads_are_optional_and_a_mean_on_target_is_no_shift() -> None:
    device = from_csv("level,mean,std,read\n1,1,0.1,0.01\n2,2,0.1,0.03", title="a", unit="nS")
    assert device.model and device.model.shift is None
    assert device.model.read == Interpolated(at=(1, 2), values=(0.01, 0.03))


@given(
    st.lists(st.tuples(*[st.floats(0, 1e12)] * 3), min_size=2, max_size=9, unique_by=lambda row: row[0]).map(
        lambda rows: sorted((level, level, *rest) for level, *rest in rows)
    ),
    st.sampled_from([unit for unit in get_args(Unit) if unit not in RESISTANCES]),
    st.booleans(),
)
def test_a_table_written_and_read_again_is_the_same_device(rows: list[tuple[float, ...]], unit: str, reads: bool) -> None:
    assume(rows[-1][0] >= NARROWEST_WINDOW * rows[0][0])
    head = "level,mean,std,read" if reads else "level,mean,std"
    text = "\n".join([head, *(",".join(map(repr, row[: 4 if reads else 3])) for row in rows)])
    device = from_csv(text, title="mine", unit=unit)
    assert from_csv(device.table() or "", title="mine") == device


def test_a_mean_just_below_zero_is_kept() -> None:
    device = from_csv("level (uS),mean,std\n0,-0.02,0.1\n50,50,1\n", title="a")
    assert device.measured and device.measured.mean == (-0.02, 50)
    assert from_csv(device.table() or "", title="a") == device


def test_a_kept_device_has_the_laws_of_today() -> None:
    """One kept by an earlier version was clipped to its window, and knew nothing of its levels."""
    device = from_csv(GOOD, title="mine")
    assert device.model
    kept = device.model_dump(mode="json")
    for added in ("clips", "clips_source", "levels", "spread_at"):
        del kept["model"][added]
    assert as_understood_now(DevicePreset.model_validate(kept)) == device
    assert (device.model.clips, device.model.levels) == ("nothing", (0, 50, 100))


def test_a_preset_has_no_table() -> None:
    assert {device.table() for device in presets()} == {None}


@pytest.mark.parametrize(
    "same",
    [
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        "\ufeff" + GOOD.replace("\n", "\r\n"),
        "# measured on Monday\n" + GOOD.replace("uS", "\N{MICRO SIGN}S"),
        "std [uS],mean,LEVEL\n0.2,0.1,0\n1.5,49,50\n2.0,101,1e2",
    ],
)
def test_the_id_is_the_content_however_it_is_written(same: str) -> None:
    assert from_csv(same, title="other").id == from_csv(GOOD, title="mine").id


def test_another_number_or_unit_is_another_device() -> None:
    ids = {from_csv(text, title="a").id for text in (GOOD, GOOD.replace("1.5", "1.6"), GOOD.replace("uS", "nS"))}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "csv is empty"),
        ("level (uS),mean\n1,1\n2,2", "csv needs the columns level, mean, std; std is missing"),
        ("level (uS),mean,colour\n", "csv needs the columns level, mean, std; std is missing; not understood: colour"),
        ("level (uS),mean,std,sigma\n", "csv must have each column once; received 'std' and 'sigma', which both say std"),
        ("level (uS),mean,std\n1,1,0.1", "csv must have at least 2 levels; received 1"),
        ("level (uS),mean,std\n1,1,0.1\n2,2,-0.1", "csv row 2: std must be a number from 0 to 1e+12; received '-0.1'"),
        ("level (uS),mean,std\n1,1,0.1\n2,nan,0.1", "csv row 2: mean must be a number from -1e+12 to 1e+12; received 'nan'"),
        ("level (uS),mean,std\n1,inf,0.1\n2,2,0.1", "csv row 1: mean must be a number"),
        ("level (uS),mean,std\n1,1,few\n2,2,0.1", "csv row 1: std must be a number from 0 to 1e+12; received 'few'"),
        ("level (uS),mean,std\n2,2,0.1\n2,2,0.1", "csv row 2: level must differ from all others; received 2 again"),
        (
            "level (uS),mean,std\n2,2,0.1\n2.000001,2,0.1",
            "csv must have a last level of at least 1.001 times the first; received 2 to 2",
        ),
        ("level (uS);mean;std\n1;1;0,1\n2;2;0.1", "csv must have either decimal points or decimal commas; received both"),
        ('level (uS),mean,std\n"1,5",1,0.1\n2,2,0.1', "csv row 1: level must be a number from 0 to 1e+12; received '1,5'"),
        ("0,0,1\n50,50,1", "csv needs the columns level, mean, std"),
        ("level (kOhm),mean,std\n0,10,1\n50,50,1", "csv row 1: level must be above 0 kOhm, to be turned into a conductance"),
        (
            "level (kOhm),mean,std\n10,10,4\n50,50,1",
            "csv row 1: std of a resistance must be at most 0.3 of its mean, to be turned into that of a conductance; received 4",
        ),
        ("level (uS),mean (nA),std (uS)\n1,1,0.1\n2,2,0.1", "csv must have columns of one kind; received nA and uS"),
        ("level (uS),mean,std,nu\n1,1,0.1,0\n2,2,0.1,0", "csv needs the columns t0 and oldest beside nu"),
        (
            "level (uS),mean,std,nu,t0 (s),oldest (s)\n1,1,0.1,0,1,9\n2,2,0.1,0,2,9",
            "csv 't0 (s)' must be the same time above 0 in all rows",
        ),
        (
            "level (uS),value\n1,1\n1,1\n2,2",
            "csv must have two devices at every level at least, to know how they spread; level 2",
        ),
        ("level (uS),value,time (years)\n1,1,1\n2,2,1", "csv 'time (years)' must have a unit of ns"),
        ("level (uS),value\n1,1\n1,2", "csv must have at least 2 levels; received 1"),
        ("level (uS),mean,std\n" + "1" * 200_000, "csv is not a table that can be read: field larger than field limit"),
        (
            "level (uS),mean,std\n0,0,1\n50,5000,1",
            "csv the mean at level 50 must be within half of the window, 25, of it; received 5000, which looks like another unit",
        ),
        ("level (uS),mean,std\n0,0,1\n50,0.05,1", "the mean at level 50 must be within half of the window"),
        ("level (uS),mean,std\n1,1,0.1\n2,2", "csv row 2 must have 3 values, as the first line; received 2"),
        ("level,mean,std\n1,1,0.1\n2,2,0.1", "csv needs a unit, as in `level (uS)`"),
        ("level (uS),mean (nS),std\n1,1,0.1\n2,2,0.1", "csv needs the unit of std, because columns have different ones: nS"),
        ("level (apples),mean,std\n1,1,0.1\n2,2,0.1", "csv must have a unit of S, mS"),
        ("level (uS),mean,std\n" + "\n".join(f"{n},{n},0" for n in range(1001)), "csv must have at most 1000 levels"),
    ],
)
def test_a_bad_table_is_told_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(DeviceError) as refused:
        from_csv(text, title="a")
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_two_units_are_not_guessed_between() -> None:
    with pytest.raises(DeviceError, match="names the unit uS in its first line, but nS was given beside it"):
        from_csv(GOOD, title="a", unit="nS")


@given(st.text(max_size=300))
def test_no_text_is_more_than_refused(text: str) -> None:
    with suppress(DeviceError):
        assert from_csv("level (uS),mean,std\n" + text, title="a").model
