"""Tables between marks in a Markdown text: `<!-- name -->` before, `<!-- /name -->` behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

BLOCK = re.compile(r"<!-- (?P<name>[a-z]+) -->\n(?P<body>.*?)<!-- /(?P=name) -->", re.DOTALL)


def updated(text: str, tables: Mapping[str, Callable[[], str]]) -> str:
    """The text with every block made anew. Raises KeyError for a mark that no table belongs to."""
    return BLOCK.sub(lambda found: f"<!-- {found['name']} -->\n\n{tables[found['name']]()}\n\n<!-- /{found['name']} -->", text)


def names(text: str) -> list[str]:
    """Of the blocks of a text, in their order."""
    return [found["name"] for found in BLOCK.finditer(text)]


def row(*cells: object) -> str:
    """One line of a table; what would end a cell is escaped."""
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def table(heads: list[str], rows: list[list[object]]) -> str:
    """Heads that end with a colon head columns of numbers."""
    rule = "| " + " | ".join("---:" if head.endswith(":") else "---" for head in heads) + " |"
    return "\n".join([row(*(head.removesuffix(":") for head in heads)), rule, *(row(*cells) for cells in rows)])
