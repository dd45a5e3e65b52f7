"""Find words in the manual, without any server but this one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from frontend.features.help.contents import HELP
from frontend.features.help.markdown import Page, Section

MOST_HITS = 12
BEFORE, LENGTH = 60, 170
"""Of an excerpt: letters before the first word that was looked for, and in all."""
WHOLE_TITLE, IN_TITLE, IN_PAGE, MOST_IN_TEXT = 10, 12, 4, 5


@dataclass(frozen=True)
class Hit:
    """A section that has all the words; `excerpt` is cut where a word begins and ends: (text, whether it was looked for)."""

    page: str
    title: str
    href: str
    excerpt: tuple[tuple[str, bool], ...]


def search(pages: Iterable[Page], query: str) -> list[Hit]:
    """Sections with every word of the query, anywhere inside a word and whatever its case; the best first."""
    words = [word for word in query.casefold().split() if word]
    if not words:
        return []
    found = [(_score(page, section, words), page, section) for page in pages for section in page.sections]
    best = sorted((one for one in found if one[0]), key=lambda one: -one[0])  # of equals, the first in the manual
    return [_hit(page, section, words) for _score_, page, section in best[:MOST_HITS]]


def _score(page: Page, section: Section, words: list[str]) -> int:
    """0 unless every word is there."""
    title, text = section.title.casefold(), section.text.casefold()
    total = WHOLE_TITLE * (title == " ".join(words))
    for word in words:
        points = IN_TITLE * (word in title) + min(text.count(word), MOST_IN_TEXT)
        if not points:
            return 0
        total += points + IN_PAGE * (word in page.title.casefold())
    return total


def _hit(page: Page, section: Section, words: list[str]) -> Hit:
    anchor = "" if section.level == 1 else f"#{section.anchor}"
    return Hit(page.title, section.title, f"{HELP}/{page.name}{anchor}", _excerpt(section.text, words))


def _excerpt(text: str, words: list[str]) -> tuple[tuple[str, bool], ...]:
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - BEFORE) if first else 0
    start = text.find(" ", start) + 1 if start else 0
    end = len(text) if len(text) <= start + LENGTH else max(text.rfind(" ", start, start + LENGTH), start + 1)
    shown = ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
    parts: list[tuple[str, bool]] = []
    at = 0
    for found in pattern.finditer(shown):
        parts += [(shown[at : found.start()], False), (found[0], True)]
        at = found.end()
    return tuple(part for part in (*parts, (shown[at:], False)) if part[0])
