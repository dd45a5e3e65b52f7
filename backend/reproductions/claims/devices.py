"""The headline networks on devices by their published laws, fresh and after a day."""

from __future__ import annotations

from functools import partial

from backend.reproductions.charts import line
from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import Measurements
from backend.reproductions.runs import DAY, DEVICES, HARDER, INTERNAL, ON_DEVICES
from backend.reproductions.statistics import difference, exceeds, percent, points
from backend.reproductions.wording import DATA_SETS, title
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part

MARGIN = -0.005
"""Half a point below counts as kept: the precision that the runs aim at."""
# Device, age, and the run's name.
PLACES = [(device, age, f"device-{device}") for device, ages in DEVICES.items() for age in ages]
COMPENSATED = ("pcm-joshi", DAY, "device-pcm-joshi-compensated")
TITLES = {
    "sonos-2022": "SONOS",
    "pcm-joshi": "PCM",
    "reram-neurram": "ReRAM (TaOx/HfOx)",
    "reram-milo": "ReRAM (HfO2)",
    "ecram": "ECRAM",
}


def parts(measured: Measurements) -> list[Part]:
    found = []
    for device, words in TITLES.items():
        places = [place for place in (*PLACES, COMPENSATED) if place[0] == device]
        findings = [_kept(measured, f"{HARDER}-{run}", name, age) for _device, age, run in places for name in ON_DEVICES]
        found.append(part(f"{words} leaves the networks at least what 2.5 % programming error does", findings))
    return found


def age_words(age: float, run: str) -> str:
    old = "after a day" if age == DAY else "fresh"
    return f"{old}, drift compensated" if run.endswith("compensated") else old


def _kept(measured: Measurements, run: str, name: str, age: float) -> Finding:
    dataset = measured.dataset(run)
    own, usual = measured.mean(run, name, age), measured.mean(f"{dataset}-programming", name, INTERNAL)
    gap = difference(own, usual)
    evidence = (
        f"{DATA_SETS[dataset]}: {title(name)} {percent(own)}, at 2.5 % {percent(usual)}, difference {points(gap)} "
        f"({gap.seeds} training seeds each)"
    )
    return Finding(choice=age_words(age, run), verdict=partial(exceeds, threshold=MARGIN)(gap), evidence=evidence)


def charts(measured: Measurements) -> list[Chart]:
    return [_chart(measured, HARDER)]


def _chart(measured: Measurements, dataset: str) -> Chart:
    places = [*PLACES[:4], COMPENSATED, *PLACES[4:]]
    labels = [f"{TITLES[device]}, {age_words(age, run)}" for device, age, run in places]
    series, rows = [], []
    for name in ON_DEVICES:
        usual = measured.mean(f"{dataset}-programming", name, INTERNAL)
        clean = measured.mean(f"{dataset}-programming", name, 0.0)
        means = [clean, usual, *(measured.mean(f"{dataset}-{run}", name, age) for _device, age, run in places)]
        series.append(line(title(name), ["no noise", "2.5 % of the range", *labels], means))
        rows += [
            [label, title(name), percent(mean), str(mean.draws)]
            for label, mean in zip(["no noise", "2.5 % of the range", *labels], means, strict=True)
        ]
    return Chart(
        kind="bars",
        title=DATA_SETS[dataset],
        x_title="",
        y_title="Accuracy (%)",
        series=series,
        definition=f"{DATA_SETS[dataset]}. Devices by their published laws, programming and reads; 10,000 test images.",
        caption=(
            "Mean over three training seeds with its 95 % t interval. Fresh is one second after programming, or as programmed "
            "where the source gives no ageing. What each source leaves open stands with the device in Explore."
        ),
        numbers=NumbersTable(head=["Device", "Network", "Accuracy and 95 % interval", "Chips"], rows=rows),
    )


CLAIM = Claim(
    id="devices",
    runs=tuple(f"{HARDER}-{run}" for run in (*(f"device-{name}" for name in DEVICES), COMPENSATED[2], "programming")),
    parts=parts,
    charts=charts,
)
