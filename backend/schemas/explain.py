"""One clear sentence for invalid input: which field, what was allowed, what was received."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

_LIMITS = {
    "greater_than": "greater than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "finite_number": "a finite number",
    "missing": "given",
    "extra_forbidden": "left out: there is no such field",
    "literal_error": "{expected}",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
    "bool_parsing": "true or false",
    "float_type": "a number",
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dict_type": "an object",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
    "string_too_long": "at most {max_length} characters",
    "string_too_short": "at least {min_length} characters",
    "string_pattern_mismatch": "of the form {pattern}",
    "json_invalid": "valid JSON ({error})",
}


def explain(error: ValidationError) -> str:
    """Return the first error as a sentence without a full stop."""
    return explain_one(error.errors()[0])


def field_of(first: Any) -> str:
    """Return the path of the field of one of pydantic's errors."""
    return _path(first["loc"])


def explain_one(first: Any) -> str:
    """Return one of pydantic's errors as a sentence without a full stop."""
    field = field_of(first)
    if first["type"] == "value_error":
        reason = str(first["ctx"]["error"])
        return f"{field}: {reason}" if field else reason
    template = _LIMITS.get(first["type"])
    allowed = template.format(**first.get("ctx", {})) if template else first["msg"]
    sentence = f"{field or 'the document'} must be {allowed}"
    if first["type"] in ("missing", "json_invalid"):
        return sentence
    return f"{sentence}; received {_short(first['input'])}"


def _path(location: tuple[int | str, ...]) -> str:
    """Return ('networks', 0) as "networks[0]"; pydantic's names for members of a union are left out."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif not any(mark in part for mark in "[]()") and part not in ("int", "float", "str", "none", "body"):
            text += f".{part}" if text else part
    return text


def _short(value: Any, limit: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
