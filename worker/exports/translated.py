"""One layer's setting as the program that makes its array in another tool, with a comment on each of its fields.

What the tool does not have is left out of the program and named. If that leaves no program at all, as few fields as possible are
set back to what changes nothing, until there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from pydantic import ValidationError

from backend.options import OPTIONS
from backend.options.rules import values_in
from backend.schemas.fields import FIELDS
from backend.schemas.setting import Setting
from worker.analysis.equivalence.terms.draft import Draft
from worker.analysis.equivalence.terms.effects import AMOUNTS, CONVENTIONS, PARTS, effects
from worker.analysis.equivalence.terms.in_other_tools import TOOLS

State = Literal["there", "missing", "without effect"]
"""Whether a field is in the program, is not in the tool's terms, or changes nothing in this setting."""
IDEAL = {"internal_noise.programming": 0.0}
"""Values that change nothing, where the default is another one."""
DEFAULTS = values_in(Setting())


@dataclass(frozen=True)
class Remark:
    """A comment on one field of the setting."""

    state: State
    field: str
    value: Any


@dataclass(frozen=True)
class Translated:
    """A program with one function, the comments on its fields, and a note on how it relates to the setting."""

    program: str
    remarks: tuple[Remark, ...]
    note: str = ""


def translated(tool: str, setting: Setting, error: float = 0.0, read: float = 0.0) -> Translated:
    """Return the setting of a layer, without overrides, in the terms of a tool.

    `error` and `read` are measured errors of the weights, as fractions of max |w|, for a device that the tool does not have.
    """
    written, known = TOOLS[tool]
    draft = written(setting, error, read)
    gone: tuple[str, ...] = ()
    notes = [draft.note] if draft.note else []
    if not draft.program:
        gone, draft = next(_less(tool, setting, error, read))
        notes += [draft.note] if draft.note else []
    missing = {*gone, *(field for field in effects(setting) if field not in known)}
    return Translated(draft.program, tuple(_remarks(setting, missing)), " ".join(notes))


def needs_sizes(tool: str, setting: Setting) -> bool:
    """Return whether the tool has the setting's device only by the size of its errors, which must then be measured."""
    written, _known = TOOLS[tool]
    return setting.internal_noise.device is not None and written(setting, 0.0, 0.0).match != "equal"


def _less(tool: str, setting: Setting, error: float, read: float) -> Iterator[tuple[tuple[str, ...], Draft]]:
    """Yield sets of fields without which there is a program, with it: the smallest first, and amounts last."""
    written, _known = TOOLS[tool]
    idle = [remark.field for remark in _remarks(setting, set()) if remark.state == "without effect"]
    fields = list(effects(setting))
    sets = [gone for count in range(len(fields) + 1) for gone in combinations(fields, count)]
    for gone in sorted(sets, key=lambda gone: len(AMOUNTS.intersection(gone))):
        try:
            draft = written(without(setting, [*gone, *idle]), error, read)
        except ValidationError:  # fields that need each other
            continue
        if draft.program:
            yield gone, draft


def without(setting: Setting, fields: Iterable[str]) -> Setting:
    """Return a setting in which these fields change nothing. Raises ValidationError if others need them."""
    document = setting.model_dump()
    for field in fields:
        part, name = field.split(".")
        document[part][name] = IDEAL.get(field, DEFAULTS(field))
    return Setting.model_validate(document)


def _remarks(setting: Setting, missing: set[str]) -> Iterator[Remark]:
    """Yield a comment on each field of the arrays that has an effect, or is not at its default, in the order of options."""
    has_effect, value = effects(setting), values_in(setting)
    for option in OPTIONS:
        field = option.field
        if field.split(".")[0] not in PARTS:
            continue
        if field in missing:
            yield Remark("missing", field, value(field))
        elif field in has_effect or (field in CONVENTIONS and value(field) != DEFAULTS(field)):
            yield Remark("there", field, value(field))
        elif value(field) != DEFAULTS(field):
            yield Remark("without effect", field, value(field))


def name_of(field: str) -> str:
    """Return what a field is, in words, for a comment."""
    return FIELDS[field].in_a_sentence
