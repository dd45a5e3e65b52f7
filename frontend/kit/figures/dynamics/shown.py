"""What of an answer about dynamics is looked at, and one card's figure with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from backend.schemas.dynamics import Dynamics, DynamicsOfLayer, DynamicsOfNetwork
from backend.schemas.dynamics.basins import Drive
from backend.schemas.job import UNFINISHED
from backend.schemas.network import dataset_of
from backend.schemas.reproduction import NumbersTable
from frontend.kit.figures.caption import captioned, setting
from frontend.kit.figures.heat import Document
from frontend.kit.titles import dataset_title, title_of

Quantity = Literal["singular_value", "spectral_radius", "active", "non_normality"]
EVERY_CAUSE = ""


@dataclass(frozen=True)
class Look:
    """Which part of an answer the figures show; what an answer does not have falls back to what it has."""

    network: int = 0
    """Place in the answer, of what shows one network."""
    layer: int = 0
    """Place among a network's recurrent layers."""
    chip: int = 1
    """Chip whose noisy trajectories are drawn, from 1; 0: none."""
    means: bool = False
    """The means of the classes instead of single images."""
    cause: str = EVERY_CAUSE
    log: bool = False
    """Logarithmic axes of the distances."""
    quantity: Quantity = "singular_value"
    drive: Drive = "silence"


@dataclass(frozen=True)
class Shown:
    """A figure with what is said of it. Without a figure the sentence says why."""

    name: str
    """Of files, and of the card."""
    title: str
    sentences: tuple[str, ...]
    """One for each network, where several are beside each other."""
    figure: Document | None

    @property
    def sentence(self) -> str:
        """All of them as one text."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Subject:
    """One recurrent layer of one network, and how it is called beside the others of the answer."""

    index: int
    """Of the network: its colour."""
    title: str
    network: DynamicsOfNetwork
    layer: DynamicsOfLayer


def subjects(answer: Dynamics, look: Look) -> list[Subject]:
    """One recurrent layer of every network that was found so far: the one looked at, or a network's last."""
    names = [one.network for one in answer.networks]
    found = []
    for index, network in enumerate(answer.networks):
        if network.layers:
            layer = network.layers[min(look.layer, len(network.layers) - 1)]
            title = title_of(network.network, names)
            found.append(Subject(index, f"{title}, {layer.title}" if len(network.layers) > 1 else title, network, layer))
    return found


def focus(answer: Dynamics, look: Look) -> Subject | None:
    """The network that is looked at, else the first; None while there is none."""
    found = subjects(answer, look)
    return next((one for one in found if one.index == look.network), found[0] if found else None)


def finished(
    figure: Document,
    answer: Dynamics,
    *,
    name: str,
    title: str,
    sentences: Sequence[str],
    rows: tuple[list[str], list[list[str]]],
) -> Shown:
    """A figure with title, caption (what it is, at which setting, of which engine) and numbers, as files and stories take it."""
    request = answer.request
    where = sorted({dataset_title(dataset_of(one.network)) for one in answer.networks})
    about = (
        f"{' '.join(sentences)} {', '.join(where)}; at most {request.images:,} test images, {request.draws} draws (simulated "
        f"chips). {setting(request.setting, request.seed)} Mhoscope, engine {answer.engine_version}."
    )
    head, body = rows
    table = NumbersTable(head=head, rows=body)
    captioned(figure, title=title, caption=about, name=f"mhoscope-dynamics-{name}-{answer.id[:12]}", table=table)
    return Shown(name, title, tuple(sentences), figure)


def missing(name: str, title: str, what: str, answer: Dynamics) -> Shown:
    """A part that is not there: not yet, or not at all once the job has ended."""
    if answer.state in UNFINISHED:
        return Shown(name, title, (f"The {what} will be here in a moment.",), None)
    return Shown(name, title, (f"The answer has no {what}.",), None)


def listed(parts: Sequence[str]) -> str:
    """Such as "a, b and c"."""
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last
