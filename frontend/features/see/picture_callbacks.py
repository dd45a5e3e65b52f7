"""Test images, mistakes and crossbars: asked of the API when their tab is open."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from backend.schemas.inspect import CrossbarPicture, Mistakes
from frontend.features.see import ids
from frontend.features.see.confusion_figure import MATRICES, confusion_figure, confusion_numbers, shown_classes
from frontend.features.see.crossbar import TITLES, WINDOW, note
from frontend.features.see.crossbar_figure import crossbar_figure, is_shown
from frontend.features.see.images import PAGE, confusion_table, gallery, mistaken, pages
from frontend.features.see.now import Now
from frontend.kit import ids as kit_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.caption import captioned, looked_at
from frontend.kit.notices import trouble
from frontend.kit.theme import Scheme
from frontend.kit.titles import title_of


def register(app: Dash, api: Api) -> None:
    _register_images(app, api)
    _register_mistakes(app, api)
    _register_crossbar(app, api)


def _register_images(app: Dash, api: Api) -> None:
    @app.callback(
        Output(ids.GALLERY, "children"),
        Output(ids.IMAGES_NOTE, "children"),
        Output(ids.IMAGES_PAGE, "total"),
        Output(ids.TROUBLE, "children", allow_duplicate=True),
        Input(ids.NOW, "data"),
        prevent_initial_call=True,
    )
    async def show_images(stored: Any) -> tuple[Any, ...]:
        now = Now.read(stored)
        if now is None or now.scene.tab != "images":
            raise PreventUpdate
        scene = now.scene
        page = {"label": scene.label, "offset": PAGE * (scene.page - 1), "limit": PAGE, "draw": scene.chip}
        try:
            found = await api.inspector.images({**now.subject, **page})
        except ApiProblem as problem:
            return [], "", no_update, trouble(str(problem))
        noise = now.subject["test_noise"]
        text = f"{found.total:,} {now.kind}s; each before and after the noise that chip {scene.chip} gets."
        if noise["kind"] == "none" or not noise["level"]:
            text = f"{found.total:,} {now.kind}s. There is no test-set noise now: choose one above."
        return gallery(found, now.names, now.kind), text, pages(found.total), ""


def _register_mistakes(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "figure": Output(ids.CONFUSION, "figure"),
            "note": Output(ids.CONFUSION_NOTE, "children"),
            "table": Output(ids.CONFUSION_TABLE, "children"),
            "images": Output(ids.MISTAKES, "children"),
            "images_note": Output(ids.MISTAKES_NOTE, "children"),
            "total": Output(ids.PAGE, "total"),
            "progress": Output(ids.PROGRESS, "data"),
            "trouble": Output(ids.TROUBLE, "children", allow_duplicate=True),
        },
        inputs={"now": Input(ids.NOW, "data"), "again": Input(ids.AGAIN, "data"), "scheme": Input(kit_ids.SCHEME, "data")},
        prevent_initial_call=True,
    )
    async def show_mistakes(now: Any, again: int | None, scheme: Scheme | None) -> dict[str, Any]:
        shown = Now.read(now)
        if shown is None or scheme is None or shown.scene.tab != "mistakes":
            raise PreventUpdate
        try:
            found = await api.inspector.mistakes(mistakes_request(shown))
        except ApiProblem as problem:
            parts = ("figure", "note", "table", "images", "images_note", "total", "progress")
            return {**dict.fromkeys(parts, no_update), "trouble": trouble(str(problem))}
        return shown_mistakes(found, shown, again or 0, scheme)

    # The chips come a few at a time: the browser asks again until all are there.
    browser: Any = app.clientside_callback
    browser("(progress) => window.mhoscope.see.goOn(progress)", Output(ids.CONFUSION_NOTE, "title"), Input(ids.PROGRESS, "data"))
    browser(
        "(click) => window.mhoscope.see.pickCell(click)",
        Output(ids.LABEL, "value", allow_duplicate=True),
        Output(ids.SAID, "value", allow_duplicate=True),
        Input(ids.CONFUSION, "clickData"),
        State(ids.NOW, "data"),
        prevent_initial_call=True,
    )


def mistakes_request(now: Now) -> dict[str, Any]:
    """The body of the question behind the tab."""
    scene = now.scene
    request = {"draws": scene.chips, "label": scene.label, "said": scene.said}
    return {**now.subject, **request, "offset": PAGE * (scene.page - 1), "limit": PAGE}


def shown_mistakes(found: Mistakes, now: Now, again: int, scheme: Scheme) -> dict[str, Any]:
    names, scene = now.names, now.scene
    draws, wanted, images = found.draws, found.wanted, found.images
    noisy = sum(row[label] for label, row in enumerate(found.confusion)) / (draws * images)
    clean = sum(row[label] for label, row in enumerate(found.clean_confusion)) / images
    done = f"Mean over {draws} chips" if draws == wanted else f"{draws} of {wanted} chips so far"
    if wanted == 1:
        done = "Nothing is random at this setting: one chip stands for all"
    which = f"{now.kind}s" if scene.label is None else f"{now.kind}s of {names[scene.label]}"
    shown = shown_classes(found.confusion, also=[one for one in (scene.label, scene.said) if one is not None])
    only = f" Shown are the {len(shown)} of {len(names):,} classes that are confused most." if len(shown) < len(names) else ""
    said = f" taken for {names[scene.said]}" if scene.said is not None else ""
    note = f"{done}, {images:,} test {now.kind}s. Accuracy {100 * noisy:.2f} %; without noise {100 * clean:.2f} %."
    figure = confusion_figure(found.confusion, found.clean_confusion, draws, names, shown, which=scene.matrix, scheme=scheme)
    captioned(
        figure,
        title=f"Confusion matrix: {title_of(now.network)}, {now.dataset_title}, {MATRICES[scene.matrix]}",
        caption=f"Of the images of each row's class, the share that is said to be each column's. {note}{only} "
        f"{looked_at(now.subject)} Mhoscope.",
        name=f"mhoscope-mistakes-{now.network.replace('/', '-')}",
        table=confusion_numbers(found.confusion, found.clean_confusion, draws, names),
    )
    return {
        "figure": figure,
        "note": f"{note}{only} Press a cell to see its {now.kind}s.",
        "table": confusion_table(found, names, shown),
        "images": mistaken(found, names, now.kind),
        "images_note": f"{found.total:,} {which}{said}, those that most chips get wrong first."
        if found.total
        else f"No chip misclassifies any of these {now.kind}s.",
        "total": pages(found.total),
        "progress": {"draws": draws, "wanted": wanted, "again": again + 1},
        "trouble": "",
    }


def _register_crossbar(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "figures": {name: Output(ids.crossbar(name), "figure") for name, _ in TITLES},
            "boxes": {name: Output(ids.crossbar_box(name), "style") for name, _ in TITLES},
            "note": Output(ids.CROSSBAR_NOTE, "children"),
            "trouble": Output(ids.TROUBLE, "children", allow_duplicate=True),
        },
        inputs={"now": Input(ids.NOW, "data"), "scheme": Input(kit_ids.SCHEME, "data")},
        prevent_initial_call=True,
    )
    async def show_crossbar(now: Any, scheme: Scheme | None) -> dict[str, Any]:
        shown = Now.read(now)
        if shown is None or scheme is None or shown.scene.tab != "crossbar":
            raise PreventUpdate
        try:
            picture = await api.inspector.crossbar(crossbar_request(shown))
        except ApiProblem as problem:
            nothing = dict.fromkeys((name for name, _ in TITLES), no_update)
            return {"figures": nothing, "boxes": nothing, "note": "", "trouble": trouble(str(problem))}
        return shown_crossbar(picture, shown, scheme)


def crossbar_request(now: Now) -> dict[str, Any]:
    """The body of the question behind the tab."""
    scene = now.scene
    request: dict[str, Any] = {"layer": scene.layer, "part": scene.part, "draw": scene.chip}
    if scene.zoom == "window":
        request |= {"top": scene.top, "left": scene.left, "side": WINDOW}
    return {**now.subject, **request}


def shown_crossbar(picture: CrossbarPicture, now: Now, scheme: Scheme) -> dict[str, Any]:
    scene = now.scene
    said = note(picture, scene.chip)
    figures: dict[str, Any] = {}
    for name, title in TITLES:
        if not is_shown(picture, name):
            figures[name] = no_update
            continue
        figures[name] = captioned(
            crossbar_figure(picture, name, scheme=scheme),
            title=f"{title}: a crossbar of {title_of(now.network)}, {now.dataset_title}",
            caption=f"{said} {looked_at(now.subject)} Mhoscope.",
            name=f"mhoscope-crossbar-{name}-{now.network.replace('/', '-')}",
        )
    return {
        "figures": figures,
        "boxes": {name: {} if is_shown(picture, name) else {"display": "none"} for name, _ in TITLES},
        "note": said,
        "trouble": "",
    }
