"""Whether attraction basins explain what test-set noise does to recurrent networks."""

from __future__ import annotations

from collections.abc import Iterator

from backend.reproductions.claim import Claim, part
from backend.reproductions.measurements import RECURRENT, Measurements
from backend.reproductions.ranks import spearman
from backend.reproductions.recurrent import EndNumbers, NetworkNumbers
from backend.reproductions.recurrent_wording import estimate, networks_of, number
from backend.reproductions.runs import CELLS, DATASETS, OVER_TIME, TEST_LEVEL
from backend.reproductions.statistics import apart
from backend.reproductions.wording import DATA_SETS, long_title, share, title
from backend.schemas.network import dataset_of
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series

DRIVES = {"image": "with the image again and again", "silence": "without input"}
SEPARATE = 0.5
"""Ends that tell this share of what there is to know of the class are separate basins: our choice."""
TEST_NOISE = "images"
NAMES = (*OVER_TIME, *(f"{cell}-noise{level}" for level in ("0", "0.1") for cell in CELLS[1:]))
RUNS = ("time-steps-gaussian", "recurrent-gaussian")


def parts(measured: Measurements) -> list[Part]:
    return [
        *(
            part(
                f"{words[:1].upper()}{words[1:]}, states of different classes fall into separate basins",
                list(_separate(measured, drive)),
            )
            for drive, words in DRIVES.items()
        ),
        part("A state that test-set noise leaves in its basin keeps its class more often than others do", list(_same(measured))),
        part(
            "The more images stay in their basins under test-set noise, the more of the accuracy is kept, across networks",
            list(_across(measured)),
        ),
    ]


def _ends(measured: Measurements, drive: str) -> Iterator[tuple[NetworkNumbers, EndNumbers]]:
    for one in networks_of(measured, DATASETS, NAMES):
        found = one.last.after(drive)
        if found is not None:
            yield one, found


def _separate(measured: Measurements, drive: str) -> Iterator[Finding]:
    for one, found in _ends(measured, drive):
        told = found.information / found.entropy
        kinds = ", ".join(f"{kind} {share(round(value, 2))}" for kind, value in found.kinds.items() if value >= 0.005)
        yield Finding(
            choice=DRIVES[drive],
            verdict="holds" if told > SEPARATE else "fails",
            evidence=(
                f"{long_title(one.network)}: the end tells {found.information:.2f} of {found.entropy:.2f} bits of the class "
                f"({found.ends} different ends of {one.images} images: {kinds})"
            ),
        )


def _same(measured: Measurements) -> Iterator[Finding]:
    """Yield whether images whose end is that without noise are given the same class more often than those that end elsewhere."""
    for drive, words in DRIVES.items():
        for one, found in _ends(measured, drive):
            stayed, left = found.class_if_same_end.get(TEST_NOISE), found.class_if_other_end.get(TEST_NOISE)
            if stayed is None or left is None:
                continue
            yield Finding(
                choice=words,
                verdict=apart(stayed.low, stayed.high, left.low, left.high),
                evidence=(
                    f"{long_title(one.network)}: same class in {estimate(stayed)} of those that stayed and "
                    f"{estimate(left)} of those that left"
                ),
            )


def _across(measured: Measurements) -> Iterator[Finding]:
    for drive, words in DRIVES.items():
        for dataset in DATASETS:
            there = [(one, found) for one, found in _ends(measured, drive) if dataset_of(one.network) == dataset]
            pairs = [
                (found.same_end[TEST_NOISE].mean, kept(measured, one.network))
                for one, found in there
                if TEST_NOISE in found.same_end
            ]
            rank = spearman(*zip(*pairs, strict=True))
            yield Finding(
                choice=words,
                verdict=rank.decides(1),
                evidence=f"{DATA_SETS[dataset]}: rank correlation {rank} networks",
            )


def kept(measured: Measurements, network: str) -> float:
    """Return the share of its clean accuracy that a network keeps at gaussian noise of TEST_LEVEL on the images."""
    for name in RUNS:
        run = f"{dataset_of(network)}-{name}"
        if network in measured.run(run).spec.networks:
            return measured.point(run, network, TEST_LEVEL).accuracy / measured.point(run, network, 0.0).accuracy
    raise LookupError(network)


def charts(measured: Measurements) -> list[Chart]:
    return [
        chart
        for dataset in DATASETS
        for chart in (_information(measured, dataset), _returns(measured, dataset), _scatter(measured, dataset))
    ]


def _information(measured: Measurements, dataset: str) -> Chart:
    series, rows, images = [], [], 0
    for drive, words in DRIVES.items():
        there = [(one, found) for one, found in _ends(measured, drive) if dataset_of(one.network) == dataset]
        names = [title(one.network) for one, _found in there]
        series.append(Series(name=words, x=names, y=[100 * found.information / found.entropy for _one, found in there]))
        rows += [
            [
                title(one.network),
                words,
                f"{found.information:.2f} of {found.entropy:.2f}",
                str(found.ends),
                estimate(found.accuracy),
            ]
            for one, found in there
        ]
        images = there[0][0].images
    return Chart(
        kind="bars",
        title=f"{DATA_SETS[dataset]}, what the end tells of the class",
        x_title="",
        y_title="Share of the class's bits (%)",
        series=series,
        definition=f"{DATA_SETS[dataset]}, the first {images:,} test images; networks without noise, iterated on after it.",
        caption="100 %: every class ends in places of its own. 0: the end says nothing of what was seen.",
        numbers=NumbersTable(head=["Network", "After the image", "Bits of the class", "Ends", "Accuracy there"], rows=rows),
    )


def _returns(measured: Measurements, dataset: str) -> Chart:
    there = [(one, found) for one, found in _ends(measured, "image") if dataset_of(one.network) == dataset]
    shown = [
        (one, found) for one, found in there if one.network.endswith(("t14-noise0", "t28-noise0", "t28-noise0.5", "t4-noise0"))
    ]
    series = [
        Series(
            name=title(one.network),
            x=found.kicks,
            y=[100 * value.mean for value in found.returns],
            low=[100 * value.low for value in found.returns],
            high=[100 * value.high for value in found.returns],
        )
        for one, found in shown
    ]
    rows = [
        [title(one.network), f"{kick:g}", estimate(value)]
        for one, found in there
        for kick, value in zip(found.kicks, found.returns, strict=True)
    ]
    return Chart(
        title=f"{DATA_SETS[dataset]}, return after a kick",
        x_title="Kick, as a share of the RMS norm of the states",
        y_title="Return to the same end (%)",
        x_scale="log",
        series=series,
        definition=f"{DATA_SETS[dataset]}, the first {there[0][0].images:,} test images, the image again and again after a kick.",
        caption="How large basins are. Bands are 95 % intervals over images.",
        numbers=NumbersTable(head=["Network", "Kick", "Probability of return"], rows=rows),
    )


def _scatter(measured: Measurements, dataset: str) -> Chart:
    series, rows = [], []
    for drive, words in DRIVES.items():
        there = [
            (one, found.same_end.get(TEST_NOISE)) for one, found in _ends(measured, drive) if dataset_of(one.network) == dataset
        ]
        points = [(one, end, kept(measured, one.network)) for one, end in there if end is not None]
        series.append(
            Series(
                name=words,
                x=[100 * end.mean for _one, end, _kept in points],
                y=[100 * share_kept for _one, _end, share_kept in points],
                labels=[title(one.network) for one, _end, _kept in points],
            )
        )
        rows += [[title(one.network), words, estimate(end), number(share_kept)] for one, end, share_kept in points]
    return Chart(
        kind="scatter",
        title=f"{DATA_SETS[dataset]}, basins and accuracy under test-set noise",
        x_title="Images that stay in their basin (%)",
        y_title="Accuracy kept (% of the clean one)",
        series=series,
        definition=f"{DATA_SETS[dataset]}, gaussian noise of level {TEST_LEVEL:g} on the images.",
        caption="Each mark is a network.",
        numbers=NumbersTable(head=["Network", "After the image", "Same end", "Accuracy kept"], rows=rows),
    )


CLAIM = Claim(
    id="rnn-basins",
    runs=tuple(f"{dataset}-{name}" for name in RUNS for dataset in DATASETS),
    parts=parts,
    charts=charts,
    needs=(RECURRENT,),
)
