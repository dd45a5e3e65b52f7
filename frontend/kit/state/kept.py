"""What a spec says beyond the controls of a view, each as key:value."""

from __future__ import annotations

from typing import Any

from frontend.kit.state.parameters import BY_KEY, Parameter
from frontend.kit.state.texts import from_text, to_text


def text_of(field: Parameter, value: Any) -> str:
    """A value of the spec as it is kept; numbers with every digit."""
    return f"{field.key}:{to_text(value if field.kind == 'number' else field.shown(value))}"


def standing(view: Any, text: str) -> tuple[str, Any] | None:
    """The field of the spec and its value; None once the control shows another value, and for what is no such text."""
    key, _, said = text.partition(":")
    field = BY_KEY.get(key)
    if field is None:
        return None
    value = from_text(field, said)
    if field.kind != "number":
        value = field.meant(value)
    elif isinstance(value, str):
        return None
    return (field.field, value) if field.shown(value) == getattr(view, field.name) else None
