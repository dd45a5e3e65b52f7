"""What is said of a spec, in the words of the pages: fields by their titles, values by what they are called there."""

from __future__ import annotations

import re

from frontend.kit.state.parameters import FIELDS

BY_NAME = {path.rpartition(".")[2]: path for path in FIELDS}
"""Fields by the last part of their path, for sentences about one part of a spec."""
_FIELD = "|".join([*map(re.escape, FIELDS), *(name for name in BY_NAME if "_" in name)])
NAMED = re.compile(rf"(?<![\w.])(?P<field>{_FIELD})(?![\w.]*\w)(?:(?P<verb>(?: must(?: not)? be)?) '(?P<value>\w+)')?")
PLAIN = {"must be null": "must be none", "must be true": "must be on", "must be false": "must be off"}


def in_page_words(sentence: str) -> str:
    """A sentence about fields of a spec as a sentence about controls; any other as it is."""
    if not NAMED.search(sentence):
        return sentence
    said = NAMED.sub(_named, sentence)
    for json, word in PLAIN.items():
        said = said.replace(json, word)
    return f"{said[0].upper()}{said[1:].rstrip('.')}."


def _named(found: re.Match[str]) -> str:
    field = FIELDS[BY_NAME.get(found["field"], found["field"])]
    title = f"“{field.title}”"
    if found["value"] is None:
        return title
    return f"{title}{found['verb']} “{field.words.get(found['value'], found['value'])}”"
