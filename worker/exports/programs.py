"""Programs that are the same but for numbers, as one function with these numbers as arguments."""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from worker.exports.translated import Remark, Translated, name_of

PLACE = "\N{REPLACEMENT CHARACTER}"
"""Stands for a number."""
WIDTH = 122


@dataclass(frozen=True)
class Made:
    """A function of the script, and the numbers that it is called with, by the name of the argument."""

    name: str
    scales: tuple[str, ...]
    """Full scales of converters that it is given."""
    numbers: Mapping[str, str]


@dataclass(frozen=True)
class _Pieces:
    """A program taken apart at its numbers."""

    text: str

    @cached_property
    def imports(self) -> list[str]:
        """The lines that import something."""
        return [line for line in self.text.splitlines() if line.startswith(("import ", "from "))]

    @cached_property
    def function(self) -> str:
        """The text of the function."""
        return self.text[self.text.index("def ") :]

    @cached_property
    def numbers(self) -> list[tuple[int, int, str, str]]:
        """Start and end of each number in the function's text, the number, and the name that it is assigned to."""
        starts = [0]
        for line in self.function.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        found, last, target = [], "", "number"
        for token in tokenize.generate_tokens(io.StringIO(self.function).readline):
            if token.type == tokenize.NAME:
                last = token.string
            elif token.string == "=":
                target = last
            elif token.type == tokenize.NUMBER:
                begin, end = (starts[row - 1] + column for row, column in (token.start, token.end))
                found.append((begin, end, token.string, target))
            elif token.type == tokenize.NEWLINE:
                target = "number"
        return found

    @cached_property
    def skeleton(self) -> str:
        """The function's text without its numbers."""
        text = self.function
        for begin, end, _number, _name in reversed(self.numbers):
            text = f"{text[:begin]}{PLACE}{text[end:]}"
        return text


def functions(wanted: Iterable[Translated], tool: str) -> tuple[list[str], str, dict[Translated, Made]]:
    """Return the imports of some programs, the text of as few functions as possible, and what to call for each of them."""
    pieces = {one: _Pieces(one.program) for one in dict.fromkeys(wanted)}
    groups: dict[object, list[Translated]] = {}
    for one, parts in pieces.items():
        groups.setdefault((parts.skeleton, tuple((remark.state, remark.field) for remark in one.remarks)), []).append(one)
    texts, made = list[str](), dict[Translated, Made]()
    for number, members in enumerate(groups.values(), start=1):
        text, called = _function(members, pieces, f"array_{number}", tool)
        texts.append(text)
        made |= called
    imports = sorted({line for parts in pieces.values() for line in parts.imports})
    return imports, "\n\n\n".join(texts), made


def _function(
    members: Sequence[Translated], pieces: Mapping[Translated, _Pieces], name: str, tool: str
) -> tuple[str, dict[Translated, Made]]:
    """Return one function for programs of one skeleton, and its arguments for each of them."""
    first = pieces[members[0]]
    values = [[number for _begin, _end, number, _name in pieces[member].numbers] for member in members]
    varying = [place for place, several in enumerate(zip(*values, strict=True)) if len(set(several)) > 1]
    names = _names([first.numbers[place][3] for place in varying])
    text = first.function
    for place, argument in reversed(list(zip(varying, names, strict=True))):
        begin, end = first.numbers[place][:2]
        text = f"{text[:begin]}{argument}{text[end:]}"
    scales = tuple(signature(text)[1:])
    text = re.sub(r"^def \w+\(([^)]*)\)", lambda found: f"def {name}({', '.join([found[1], *names])})", text, count=1)
    body = text.index('"""\n', text.index('"""') + 3) + len('"""\n')  # after the docstring
    lines = [line for remark in zip(*(member.remarks for member in members), strict=True) for line in _comment(remark, tool)]
    lines += [line for note in _notes([member.note for member in members if member.note]) for line in wrapped(note)]
    commented = "".join(f"    {line}\n" for line in lines)
    made = {
        member: Made(name, scales, {argument: values[row][place] for place, argument in zip(varying, names, strict=True)})
        for row, member in enumerate(members)
    }
    return f"{text[:body]}{commented}{text[body:]}", made


def signature(text: str) -> list[str]:
    """Return the names of the arguments of a function."""
    return re.findall(r"\w+", text[text.index("(") : text.index(")")])


def _notes(notes: Sequence[str]) -> list[str]:
    """Return each note once; of those that differ in a percentage alone, one without it."""
    found: dict[str, set[str]] = {}
    for note in notes:
        found.setdefault(re.sub(r"\d[\d.]* %", "a share", note), set()).add(note)
    return [several.pop() if len(several) == 1 else plain for plain, several in found.items()]


def _comment(remarks: Sequence[Remark], tool: str) -> list[str]:
    """Return the lines of a comment on one field, whose value may differ among the points."""
    first = remarks[0]
    values = {repr(remark.value) for remark in remarks}
    value = values.pop() if len(values) == 1 else "a value for each point"
    said = f"{first.field} = {value} ({name_of(first.field)})"
    prefix = {"there": "", "missing": f"not in {tool}: ", "without effect": "without effect here: "}[first.state]
    return wrapped(f"{prefix}{said}")


def wrapped(text: str) -> list[str]:
    """Return a text as lines of a comment."""
    lines, line = [], "#"
    for word in text.split():
        if len(line) + len(word) + 1 > WIDTH:
            lines.append(line)
            line = "#  "
        line = f"{line} {word}"
    return [*lines, line]


def _names(wanted: Sequence[str]) -> list[str]:
    """Return names of arguments, all different."""
    found: list[str] = []
    for name in wanted:
        plain = f"{name}_" if keyword.iskeyword(name) or name in ("weights", "x_max", "signed", "full_scales") else name
        count = sum(re.fullmatch(rf"{re.escape(plain)}(_\d+)?", other) is not None for other in found)
        found.append(f"{plain}_{count + 1}" if count else plain)
    return found
