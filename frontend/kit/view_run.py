"""What Explore shows, as it travels between server and browser: a view, and the run that answers it.

The scripts of Explore read it too: its fields have the same names there.
"""

from __future__ import annotations

from typing import Any

from backend.schemas.run import Point, Run
from frontend.kit.figures.accuracy import Band
from frontend.kit.stored import Stored


class ViewRun(Stored):
    """A view and its run. Without networks, or where the API refuses, there is a view alone."""

    run: Run | None = None
    problem: str | None = None
    """What went wrong, as a sentence."""
    search: str | None = None
    """The view's address; None where it stays as it is."""
    first: bool = False
    """Nobody has moved a control yet."""
    sweep: str = "p"
    y: str | None = None
    """Keys of PARAMETERS; with a second one it is a map."""
    now: float | None = None
    """Where the slider of the swept parameter stands, as shown."""
    spec: dict[str, Any] | None = None
    """What was submitted, as a user writes it."""
    cut: tuple[float, float] | None = None
    """Where a map is cut, as values of the spec."""
    band: Band = "interval"
    whole: bool = False
    predicted: bool = True
    """Predicted curves are drawn beside the simulated ones."""
    pins: tuple[str, ...] = ()
    twin: dict[str, Any] | None = None
    """The spec that differs in drift compensation alone, to stand beside a curve over age."""
    shadow: tuple[Point, ...] | None = None
    """Points of the run before, as long as those of this one are being computed."""
    mine: bool = False
    """This page made the run."""
    known: bool = False
    """Its answer was there before it was asked for."""
    page: str = ""
    """The open page that it is on, by a name of its own."""
    fresh: bool = False
    """It has just begun: the browser waits a moment for its first points."""
    narrow: bool = False
    """The window has no room for maps side by side."""
    waiting: bool = False
    """No worker has taken up the run for some seconds."""
