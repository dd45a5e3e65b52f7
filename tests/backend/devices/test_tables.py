"""Tables as spreadsheets and instruments write them: each is read right, with what was done to it said."""

from __future__ import annotations

import numpy as np
import pytest

from backend.devices.measured import from_csv, preview
from backend.devices.sheet import MOST_ROWS
from backend.schemas.device import DeviceError, DevicePreset, Measured
from backend.schemas.table_text import NotText, text_of
from worker.translate.device_laws import to_engine_device

PLAIN = "level (uS),mean,std\n0,0,1\n50,50,1\n100,100,1\n"
TWO = "level (uS),mean,std\n0,0,1\n50,50,1\n"


def read(table: str | bytes) -> tuple[DevicePreset, Measured]:
    device = from_csv(table, title="a")
    assert device.measured is not None
    return device, device.measured


@pytest.mark.parametrize(
    ("table", "same"),
    [
        ("level (uS),mean,std\n100,100,1\n50,50,1\n0,0,1\n", PLAIN),
        ("level (\u00b5S)\tmean\tstd\r\n0\t0\t1\r\n50\t50\t1\r\n100\t100\t1\r\n".encode("utf-16"), PLAIN),
        ("level (\u00b5S)\tmean\tstd\n0\t0\t1\n50\t50\t1\n100\t100\t1\n".encode("utf-16-le"), PLAIN),
        ("level (\u00b5S),mean,std\n0,0,1\n50,50,1\n".encode("cp1252"), TWO),
        ("\ufefflevel (uS),mean,std\n0,0,1\n50,50,1\n".encode(), TWO),
        ("sep=;\nlevel (uS);mean;std\n0;0;1\n50;50;1\n", TWO),
        ('"sep=,"\nlevel (uS),mean,std\n0,0,1\n50,50,1\n', TWO),
        ("level (uS),mean,std,\n0,0,1,\n50,50,1,\n", TWO),
        ("level (uS),mean,std\n0,0,1\n50,50,1\n,,\n,,\n", TWO),
        ("level (uS),mean,std\n0,0,1,,\n50,50,1\n", TWO),
        ("G_target (uS),G_mean,sigma\n0,0,1\n50,50,1\n", TWO),
        ("target_uS,mean_uS,std dev_uS\n0,0,1\n50,50,1\n", TWO),
        ("level [uS],average / uS,StDev\n0,0,1\n50,50,1\n", TWO),
        ("level (uS),mean (uS),std (nS)\n0,0,1000\n50,50,1000\n", TWO),
        (
            "level (mS),mean (uS),std (nS)\n0,0,1000\n0.05,50,1000\n",
            TWO.replace("uS", "mS").replace("50", "0.05").replace(",1", ",0.001"),
        ),
        ("level (uS),mean,std\n\u22120,0,1\n50,50,1\n", TWO),
    ],
)
def test_the_same_table_however_it_is_written(table: str | bytes, same: str) -> None:
    assert read(table)[1] == read(same)[1]


def test_decimal_commas_are_read_as_such_and_said() -> None:
    device, measured = read("level (uS);mean;std\n0,0;0,1;0,5\n50,0;50,2;0,5\n100,0;99,8;0,5\n")
    assert (measured.mean, measured.std) == ((0.1, 50.2, 99.8), (0.5, 0.5, 0.5))
    assert device.remarks == ("Commas are decimal ones.",)


def test_columns_that_are_not_understood_are_left_out_and_named() -> None:
    device, measured = read("level (uS),mean,std,n,device\n0,0,1,32,a\n50,50,1,32,b\n")
    assert measured == read(TWO)[1]
    assert device.remarks == ("Columns that were left out: n, device.",)


def test_resistances_become_conductances_and_their_deviations_too() -> None:
    device, measured = read(
        "level (kOhm),mean,std,read (Ohm)\n10,10,1,100\n50,50,1,250\n".replace("mean,std", "mean (kOhm),std (kOhm)")
    )
    assert device.model and device.model.unit == "uS"
    assert measured.level == (20, 100) and measured.mean == (20, 100)
    np.testing.assert_allclose(measured.std, (1e3 / 50**2, 1e3 / 10**2))
    np.testing.assert_allclose(measured.read or (), (0.25 * 1e3 / 50**2, 0.1 * 1e3 / 10**2))
    assert "turned into conductances in uS, by 1 / R and deviations by s / R^2: level, mean, std, read." in device.remarks[0]


def test_a_deviation_of_a_resistance_is_right_to_first_order() -> None:
    resistances = np.random.default_rng(0).normal(10, 0.3, 200_000)
    _device, measured = read("level (kOhm),mean,std\n10,10,0.3\n50,50,1\n")
    assert measured.std[1] == pytest.approx((1e3 / resistances).std(), rel=0.01)


def test_levels_in_no_order_are_sorted_and_it_is_said() -> None:
    device, measured = read("level (uS),mean,std\n50,50,2\n0,0,1\n100,100,3\n")
    assert measured.std == (1, 2, 3) and device.remarks == ("Levels were sorted.",)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"PK\x03\x04rest", "is a workbook of a spreadsheet program; save its sheet as CSV"),
        (b"\x89PNG\xff\xfe\x00", "is not a text file"),
        (b"\xff\xfe\x00", "is not a text file"),
    ],
)
def test_a_file_that_is_no_text_is_told_so(raw: bytes, said: str) -> None:
    with pytest.raises(NotText, match=said):
        text_of(raw)
    with pytest.raises(DeviceError, match=said):
        from_csv(raw, title="a")


def test_there_is_a_most_of_rows() -> None:
    with pytest.raises(DeviceError, match="must have at most 50,000 rows; received 50,001"):
        from_csv("level (uS),value\n" + "1,1\n" * (MOST_ROWS + 1), title="a")


TRUTH = {5.0: (5.2, 0.4, 0.05, 0.08, 0.02), 20.0: (20.5, 1.0, 0.2, 0.05, 0.01), 50.0: (49.0, 2.0, 0.4, 0.03, 0.008)}
"""By level: mean, spread and noise of a read, and mean and spread of the exponent."""
TIMES = (2.0, 10.0, 100.0, 1000.0, 10_000.0)


def single(devices: int = 400, *, jitter: float = 0.0, column: bool = True) -> str:
    """Single measurements of devices that drift and are read with noise."""
    random = np.random.default_rng(7)
    rows = ["target (uS),G (uS),t (s)" + (",cell" if column else "")]
    for level, (mean, std, noise, nu, nu_std) in TRUTH.items():
        for device in range(devices):
            first, exponent = mean + std * random.standard_normal(), nu + nu_std * random.standard_normal()
            for time in TIMES:
                now = time * (1 + jitter * random.random())
                value = first * (now / 2) ** -exponent + noise * random.standard_normal()
                rows.append(f"{level},{value!r},{now!r}" + (f",d{device}" if column else ""))
    return "\n".join(rows)


@pytest.mark.parametrize("jitter", [0.0, 0.05])
def test_single_measurements_give_back_what_they_were_made_with(jitter: float) -> None:
    found = preview(single(jitter=jitter), title="a")
    for one, (mean, std, noise, nu, nu_std) in zip(found.fit, TRUTH.values(), strict=True):
        assert one.devices == 400 and one.values == 2000
        assert one.mean == pytest.approx(mean, abs=4 * std / 20)
        assert one.std == pytest.approx(std, rel=0.12) and one.read == pytest.approx(noise, rel=0.06)
        assert one.nu == pytest.approx(nu, abs=4 * nu_std / 20) and one.nu_std == pytest.approx(nu_std, rel=0.15)
    device = found.device
    assert device.measured and device.measured.nu == tuple(one.nu for one in found.fit)
    assert device.model and device.model.drift and device.model.drift.t0_s == pytest.approx(2, rel=0.06)
    assert device.model.oldest_s == pytest.approx(9998, rel=0.06)
    engine = to_engine_device(device.model)
    assert engine.drift is not None
    np.testing.assert_allclose(engine.drift.mean(np.array(list(TRUTH))), device.measured.nu)
    assert from_csv(device.table() or "", title="a").id == device.id


def test_the_points_stand_beside_their_fit() -> None:
    found = preview(single(200), title="a")
    assert found.points is not None
    assert found.points.total == 3000 and 1000 <= len(found.points.value) <= 2000
    assert min(found.points.since_s) == 0
    assert preview(TWO, title="a").points is None


def test_devices_that_are_not_told_apart_spread_and_drift_together() -> None:
    found = preview(single(column=False), title="a")
    for one, (mean, std, noise, nu, _nu_std) in zip(found.fit, TRUTH.values(), strict=True):
        assert one.read is None and one.mean == pytest.approx(mean, rel=0.01)
        assert one.std == pytest.approx(np.hypot(std, noise), rel=0.12)
        assert one.nu == pytest.approx(nu, abs=0.004)
    assert "Without a column device" in found.device.remarks[0]


def test_values_without_times_have_a_mean_and_a_spread() -> None:
    found = preview("level (nS),value\n1,1\n1,1.2\n1,0.8\n9,8\n9,9\n9,10\n", title="a")
    assert [(one.mean, one.std, one.read, one.nu) for one in found.fit] == [
        (pytest.approx(1), pytest.approx(0.2), None, None),
        (pytest.approx(9), pytest.approx(1), None, None),
    ]
    assert found.device.model and found.device.model.drift is None and found.device.model.read is None


def test_repeated_reads_at_one_time_are_their_noise() -> None:
    random = np.random.default_rng(1)
    rows = ["level (uS),value,device"]
    for level, std, noise in ((10.0, 1.0, 0.5), (30.0, 2.0, 0.25)):
        for device in range(600):
            there = level + std * random.standard_normal()
            rows += [f"{level},{there + noise * random.standard_normal()!r},{device}" for _ in range(4)]
    found = preview("\n".join(rows), title="a")
    assert [one.read for one in found.fit] == [pytest.approx(0.5, rel=0.05), pytest.approx(0.25, rel=0.05)]
    assert [one.std for one in found.fit] == [pytest.approx(1, rel=0.1), pytest.approx(2, rel=0.1)]
    assert found.device.model and found.device.model.drift is None


def test_what_cannot_be_fitted_is_said_and_left_out() -> None:
    rows = ["level (uS),value,time,device"]
    for device in range(30):
        rows += [f"0,{0.01 * (-1) ** (device + time)},{time},{device}" for time in (1, 10, 100)]
        rows += [f"10,{10 * time**0.01 + device / 100},{time},{device}" for time in (1, 10, 100)]
        rows += [f"20,,{time},{device}" for time in (1,)]
    found = preview("\n".join(rows), title="a").device
    assert found.measured and found.measured.nu == (0, 0)
    assert found.remarks == (
        "30 rows without a value were left out.",
        "No drift could be fitted at these levels, where values are not all above 0: 0.",
        "Conductances rise with time at these levels, and are taken as still there: 10.",
    )
