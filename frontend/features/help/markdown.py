"""A page of the manual: from Markdown to HTML with formulas as MathML, and to plain text that can be searched.

Pages are files of the program. What is no Markdown is shown as text: no HTML comes through from a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import latex2mathml.converter
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from frontend.features.help.contents import HELP

COMMENT = re.compile(r"<!-- /?[a-z]+ -->\n*")
"""Marks of the tables that are made from the code."""
PAGE_LINK = re.compile(r"^(?P<page>[a-z-]+)\.md(?P<anchor>#.*)?$")
ASSET_LINK = re.compile(r"^(?:\.\./)+assets/(?P<path>.*)$")
"""A file that the program hands out, as the repository links to it."""
NAMESPACE = re.compile(r' xmlns="[^"]*"')


@dataclass(frozen=True)
class Section:
    """What stands below one heading; `level` is 1 for the title of the page. `text` is without formulas."""

    anchor: str
    title: str
    level: int
    text: str


@dataclass(frozen=True)
class Page:
    """`lead` is its first paragraph as text."""

    name: str
    title: str
    lead: str
    html: str
    sections: tuple[Section, ...]


def read(name: str, source: str) -> Page:
    """A page by its name from its Markdown."""
    tokens = _PARSER.parse(COMMENT.sub("", source))
    _name_headings(tokens)
    sections = tuple(_sections(tokens))
    lead = next(tokens[at + 1] for at, token in enumerate(tokens) if token.type == "paragraph_open")
    return Page(
        name=name,
        title=sections[0].title,
        lead=_text(lead),
        html=_PARSER.renderer.render(tokens, _PARSER.options, {}),
        sections=sections,
    )


def slug(title: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def formula(latex: str, options: dict[str, Any]) -> str:
    """MathML that a browser draws by itself; readers get the LaTeX as its text."""
    display = "block" if options["display_mode"] else "inline"
    made = latex2mathml.converter.convert(latex, display=display)
    made = NAMESPACE.sub("", made, count=1).replace("<math", f'<math alttext="{escape(latex.strip(), quote=True)}"', 1)
    return f'<div class="scroll" tabindex="0">{made}</div>' if options["display_mode"] else made


def _name_headings(tokens: Sequence[Token]) -> None:
    """Give each heading its anchor; of equal titles the second one is numbered."""
    seen: Counter[str] = Counter()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            anchor = slug(_text(tokens[at + 1]))
            token.attrSet("id", f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
            seen[anchor] += 1


def _sections(tokens: Sequence[Token]) -> list[Section]:
    found: list[Section] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            found.append(Section(str(token.attrGet("id")), _text(tokens[at + 1]), int(token.tag[1:]), ""))
        elif found and token.type in ("inline", "fence") and tokens[at - 1].type != "heading_open":
            last = found.pop()
            found.append(Section(last.anchor, last.title, last.level, f"{last.text} {_text(token)}".strip()))
    return found


def _text(token: Token) -> str:
    """Of a block, or of what stands in a line; formulas are left out."""
    if token.children is None:
        return " ".join(token.content.split())
    parts = {"softbreak": " ", "hardbreak": " "}
    words = (parts.get(child.type, "" if child.type.startswith("math") else child.content) for child in token.children)
    return " ".join("".join(words).split())


class _Renderer(RendererHTML):
    """As usual, but tables scroll, code can be copied, headings can be linked to; links lead to pages and files."""

    def table_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return '<div class="scroll" tabindex="0"><table>'

    def table_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return "</table></div>"

    def fence(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        code = escape(tokens[at].content)
        return (
            f'<div class="code"><button type="button" class="copy">Copy</button><pre tabindex="0"><code>{code}</code></pre></div>'
        )

    def heading_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        anchor, title = tokens[at - 2].attrGet("id"), escape(_text(tokens[at - 1]), quote=True)
        return f' <a class="anchor" href="#{anchor}" aria-label="Link to: {title}">#</a></{tokens[at].tag}>\n'

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        link = tokens[at]
        there = PAGE_LINK.match(str(link.attrGet("href")))
        if there:
            link.attrSet("href", f"{HELP}/{there['page']}{there['anchor'] or ''}")
        file = ASSET_LINK.match(str(link.attrGet("href")))
        if file:
            link.attrSet("href", f"/assets/{file['path']}")
            link.attrSet("download", "")
        return self.renderToken(tokens, at, options, env)


_PARSER = (
    MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    .enable("table")
    .use(dollarmath_plugin, renderer=formula, double_inline=True)
)
