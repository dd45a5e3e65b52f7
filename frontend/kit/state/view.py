"""A view: networks, noise, what is swept, and how exactly it is to be known."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from backend.options.rules import FieldValues
from backend.schemas.spec import Axis
from frontend.kit.state.kept import standing
from frontend.kit.state.parameters import FIELDS, PARAMETERS, Parameter
from frontend.kit.state.steps import listed, meant, steps

CONFIG = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
MOST_VALUES: int = next(limit.max_length for limit in Axis.model_fields["values"].metadata if hasattr(limit, "max_length"))
MOST_PINS = 12
OVERRIDE = r"^(0|[1-9][0-9]{0,3}|[a-z][a-z0-9_]{0,59}):(digital|[a-z]{1,3}:[A-Za-z0-9_.+-]*)$"
PIN = r"^[0-9a-f]{32}\.\d{1,2}(~[^~,]{1,40})?$"
FARTHEST = max(parameter.largest for parameter in PARAMETERS.values())
"""As far as anything is swept."""


def _of_option(field: Parameter) -> tuple[Any, Any]:
    """Type and default of an option's attribute: its value as shown, within the bounds of the spec."""
    if field.kind == "switch":
        return bool, field.start
    if field.kind == "choice":
        return Literal[field.choices], field.start
    if field.kind == "text":
        return Annotated[str, Field(pattern=field.pattern, max_length=60)] | None, field.start
    number: Any = int if field.whole else float
    low = {"gt" if field.low_excluded else "ge": field.shown(field.low)}
    return (number | None if field.optional else number), Field(field.start, **low, le=field.shown(field.high))


if TYPE_CHECKING:

    class OptionFields(BaseModel):
        """The value of every option as it is shown (shares in percent), under the option's name."""

        def __getattr__(self, name: str) -> Any: ...

    Swept = str
else:
    OptionFields = create_model("OptionFields", __config__=CONFIG, **{field.name: _of_option(field) for field in FIELDS.values()})
    Swept = Literal[tuple(PARAMETERS)]


class View(OptionFields):
    """Everything the URL holds: the options of the setting as they are shown, and what is on the page besides."""

    model_config = CONFIG

    networks: tuple[str, ...] = ("digits/mlp-noise0", "digits/cnn-noise0", "digits/rnn-t4-noise0")
    sweep: Swept = "p"
    start: float = Field(0, ge=0, le=FARTHEST)
    stop: float = Field(20, ge=0, le=FARTHEST)
    count: int = Field(11, ge=1, le=MOST_VALUES)
    list_x: tuple[float, ...] = Field((), max_length=MOST_VALUES)
    """The swept values as in the spec, where they are not evenly spaced; as long as ends and number are theirs."""
    y: Swept | None = None
    """A second swept parameter makes a map of the curve."""
    y_start: float = Field(0, ge=0, le=FARTHEST)
    y_stop: float = Field(10, ge=0, le=FARTHEST)
    y_count: int = Field(6, ge=1, le=MOST_VALUES)
    list_y: tuple[float, ...] = Field((), max_length=MOST_VALUES)
    kept: tuple[Annotated[str, Field(pattern=r"^[a-z]{1,3}:[A-Za-z0-9_.+-]*$", max_length=90)], ...] = Field((), max_length=60)
    """What a spec says beyond its controls, each as key:value; as long as the control shows that value.

    Such as the default of what is swept, what has no effect, or a number with more digits than are shown.
    """
    overrides: tuple[Annotated[str, Field(pattern=OVERRIDE, max_length=120)], ...] = Field((), max_length=200)
    """Settings of layers, each as layer:key:value, or layer:digital."""
    technology: str = Field("marinella-2018", pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)
    energy_mode: Literal["inference", "training"] = "inference"
    activations: Literal["assumed", "measured"] = "assumed"
    constants: tuple[Annotated[str, Field(pattern=r"^[a-z0-9_]+:[0-9.e+-]+$", max_length=80)], ...] = Field((), max_length=40)
    """Constants of the technology that were changed, each as name:value."""
    band: Literal["interval", "chips", "draws"] = "interval"
    """Around the mean: its interval, the spread of chips, or every single chip."""
    whole: bool = False
    """Accuracy from 0 to 100 %, the same for every figure, rather than as far as the points reach."""
    predicted: bool = True
    """The curves that are predicted without simulating a chip, beside those that are simulated."""
    cut_x: float | None = Field(None, ge=0, le=FARTHEST)
    cut_y: float | None = Field(None, ge=0, le=FARTHEST)
    """Where a map is cut, as shown; by itself, where the sliders stand."""
    pins: tuple[Annotated[str, Field(pattern=PIN, max_length=90)], ...] = Field((), max_length=MOST_PINS)
    """Curves kept in the figure, each as run.network or run.network~name."""

    def spec_values(self) -> list[float]:
        """The swept values as in the spec."""
        return _along(PARAMETERS[self.sweep], self.start, self.stop, self.count, self.list_x)

    def y_spec_values(self) -> list[float]:
        """The same for the second parameter; none for a curve."""
        return _along(PARAMETERS[self.y], self.y_start, self.y_stop, self.y_count, self.list_y) if self.y else []

    @property
    def swept(self) -> tuple[str, ...]:
        """The fields of the spec that are swept."""
        return tuple(PARAMETERS[key].field for key in (self.sweep, self.y) if key)

    def value_of(self, key: str) -> float | None:
        """Where a parameter stands now, as it is shown; None where it has no number, or no effect."""
        parameter = PARAMETERS[key]
        value = getattr(self, parameter.name)
        nothing = value is None or parameter.why_not(values_of(self, self.swept)) or (parameter.is_time and not value)
        return None if nothing else float(value)


def _along(parameter: Parameter, start: float, stop: float, count: int, own: tuple[float, ...]) -> list[float]:
    if own and listed(parameter, own, start, stop, count):
        return list(own)
    return meant(parameter, steps(parameter, start, stop, count))


def values_of(view: Any, swept: Collection[str]) -> FieldValues:
    """How things stand on a page: `view` has the options' names; `swept` are fields of the spec."""
    return FieldValues(lambda field: getattr(view, FIELDS[field].name), swept)


def why_not(view: Any, swept: Collection[str]) -> dict[str, str]:
    """Options that have no effect as things stand, by name, each with the reason."""
    values = values_of(view, swept)
    return {field.name: reason for field in FIELDS.values() if (reason := field.why_not(values))}


DEFAULT = View()
OF_A_MAP = ("y_start", "y_stop", "y_count", "list_y", "cut_x", "cut_y")


def without_idle(view: View) -> View:
    """Without what says nothing any more.

    A curve has no second axis and no cut, whatever was set while it was a map; a list of values is gone once its ends
    have changed, and what is kept of a spec once its control shows another value.
    """
    gone = OF_A_MAP if view.y is None else ()
    if view.list_x and not listed(PARAMETERS[view.sweep], view.list_x, view.start, view.stop, view.count):
        gone = (*gone, "list_x")
    if view.y and view.list_y and not listed(PARAMETERS[view.y], view.list_y, view.y_start, view.y_stop, view.y_count):
        gone = (*gone, "list_y")
    changes = {field: getattr(DEFAULT, field) for field in gone}
    if view.kept:
        changes["kept"] = tuple(text for text in view.kept if standing(view, text))
    return view.model_copy(update=changes) if changes else view
