"""Everything that can be taken along of a figure, behind one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from frontend.kit.icons import icon

# Kind, name, what it is.
FILES: tuple[tuple[str, str, str], ...] = (
    ("csv", "CSV", "one row a point"),
    ("json", "JSON", "the result with its spec"),
    ("zip", "Bundle", "all of it, and a page that opens offline"),
    ("ipynb", "Notebook", "runs it again"),
    ("py", "Python script", "runs it again"),
    ("crosssim", "CrossSim script", "computes it there"),
    ("aihwkit", "aihwkit script", "computes it there"),
    ("bib", "BibTeX", "to cite it"),
)
PICTURES = (("png", "PNG", "picture at twice the size"), ("svg", "SVG", "picture to scale"))
NUMBERS = ("csv", "CSV", "the numbers of the figure")


def export_menu(
    graph: str,
    *,
    numbers: bool = False,
    answer: str | None = None,
    files: str | None = None,
    commands: str | Mapping[str, str] | None = None,
) -> Any:
    """Pictures of a figure, and what else there is of it.

    `numbers` of the figure itself (graph.js takes them from it); `answer` is where the API has all of it as JSON; its run
    as files, as links with the ids `files` + kind; its command lines, as a button with the id `commands`.
    """
    items: list[Any] = [_picture(graph, *picture) for picture in PICTURES]
    if numbers:
        items.append(_picture(graph, *NUMBERS))
    if answer:
        items.append(html.A("JSON", href=answer, download=f"{graph}.json", **_remark("all of it, as the API has it")))
    if files is not None:
        items += [_file(f"{files}{kind}", name, remark) for kind, name, remark in FILES]
    if commands:
        items.append(html.Button("Command lines", id=commands, type="button", **_remark("curl, mhoscope")))
    return html.Details(
        [
            html.Summary([icon("download", 16), "Export"], className="action"),
            html.Div(items, className="menu-items"),
        ],
        className="menu",
    )


def export_links(base: str) -> list[str]:
    """Where the files of a run or a share are, in the order of FILES; `base` is its address below /api/v1."""
    return [f"/api/v1{base}/export/{kind}" for kind, _name, _remark in FILES]


def _picture(graph: str, kind: str, name: str, remark: str) -> Any:
    return html.Button(name, type="button", **{"data-picture": graph, "data-kind": kind}, **_remark(remark))


def _file(name_id: str, name: str, remark: str) -> Any:
    return html.A(name, id=name_id, href="#", download="", **_remark(remark))


def _remark(text: str) -> dict[str, str]:
    """Shown behind the name by the style sheet: a component less for each item."""
    return {"data-remark": text}
