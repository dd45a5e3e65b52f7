"""Test images, mistakes and crossbars: asked of the API when their tab is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, no_update
from dash.exceptions import PreventUpdate

from frontend.features.see.confusion_figure import MATRICES, confusion_figure, confusion_numbers
from frontend.features.see.crossbar import TITLES, WINDOW, note
from frontend.features.see.crossbar_figure import crossbar_figure
from frontend.features.see.images import PAGE, confusion_table, gallery, mistaken, pages
from frontend.kit.client import Api, ApiProblem
from frontend.kit.figures.caption import captioned, looked_at
from frontend.kit.notices import trouble
from frontend.kit.theme import Scheme
from frontend.kit.titles import DATASETS, title_of

Now = Mapping[str, Any]


def register(app: Dash, api: Api) -> None:
    _register_images(app, api)
    _register_mistakes(app, api)
    _register_crossbar(app, api)


def _register_images(app: Dash, api: Api) -> None:
    @app.callback(
        Output("see-gallery", "children"),
        Output("see-images-note", "children"),
        Output("see-images-page", "total"),
        Output("see-trouble", "children", allow_duplicate=True),
        Input("see-now", "data"),
        prevent_initial_call=True,
    )
    async def show_images(now: Now | None) -> tuple[Any, ...]:
        if now is None or now["scene"]["tab"] != "images":
            raise PreventUpdate
        scene = now["scene"]
        page = {"label": scene["label"], "offset": PAGE * (scene["page"] - 1), "limit": PAGE, "draw": scene["chip"]}
        try:
            found = await api.post("/seeing/images", {**now["look"], **page})
        except ApiProblem as problem:
            return [], "", no_update, trouble(str(problem))
        noise = now["look"]["test_noise"]
        text = f"{found['total']:,} images; each before and after the noise that chip {scene['chip']} gets."
        if noise["kind"] == "none" or not noise["level"]:
            text = f"{found['total']:,} images. There is no test-set noise now: choose one above."
        return gallery(found, now["names"]), text, pages(found["total"]), ""


def _register_mistakes(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "figure": Output("see-confusion", "figure"),
            "note": Output("see-confusion-note", "children"),
            "table": Output("see-confusion-table", "children"),
            "images": Output("see-mistakes", "children"),
            "images_note": Output("see-mistakes-note", "children"),
            "total": Output("see-page", "total"),
            "progress": Output("see-progress", "data"),
            "trouble": Output("see-trouble", "children", allow_duplicate=True),
        },
        inputs={"now": Input("see-now", "data"), "again": Input("see-again", "data"), "scheme": Input("scheme", "data")},
        prevent_initial_call=True,
    )
    async def show_mistakes(now: Now | None, again: int | None, scheme: Scheme | None) -> dict[str, Any]:
        if now is None or scheme is None or now["scene"]["tab"] != "mistakes":
            raise PreventUpdate
        try:
            found = await api.post("/seeing/mistakes", mistakes_asked(now))
        except ApiProblem as problem:
            parts = ("figure", "note", "table", "images", "images_note", "total", "progress")
            return {**dict.fromkeys(parts, no_update), "trouble": trouble(str(problem))}
        return shown_mistakes(found, now, again or 0, scheme)

    # The chips come a few at a time: the browser asks again until all are there.
    browser: Any = app.clientside_callback
    browser(
        "(progress) => window.mhoscope.see.goOn(progress)", Output("see-confusion-note", "title"), Input("see-progress", "data")
    )
    browser(
        "(click) => window.mhoscope.see.pickCell(click)",
        Output("see-label", "value", allow_duplicate=True),
        Output("see-said", "value", allow_duplicate=True),
        Input("see-confusion", "clickData"),
        State("see-now", "data"),
        prevent_initial_call=True,
    )


def mistakes_asked(now: Now) -> dict[str, Any]:
    """The body of the question behind the tab."""
    scene = now["scene"]
    asked = {"draws": scene["chips"], "label": scene["label"], "said": scene["said"]}
    return {**now["look"], **asked, "offset": PAGE * (scene["page"] - 1), "limit": PAGE}


def shown_mistakes(found: Mapping[str, Any], now: Now, again: int, scheme: Scheme) -> dict[str, Any]:
    names, scene = now["names"], now["scene"]
    draws, wanted, images = found["draws"], found["wanted"], found["images"]
    noisy = sum(row[place] for place, row in enumerate(found["confusion"])) / (draws * images)
    clean = sum(row[place] for place, row in enumerate(found["clean_confusion"])) / images
    done = f"Mean over {draws} chips" if draws == wanted else f"{draws} of {wanted} chips so far"
    if wanted == 1:
        done = "Nothing here is left to chance: one chip stands for all"
    which = "images" if scene["label"] is None else f"images of {names[scene['label']]}"
    said = f" taken for {names[scene['said']]}" if scene["said"] is not None else ""
    note = f"{done}, {images:,} test images. Accuracy {100 * noisy:.2f} %; without noise {100 * clean:.2f} %."
    figure = confusion_figure(found["confusion"], found["clean_confusion"], draws, names, which=scene["matrix"], scheme=scheme)
    captioned(
        figure,
        title=f"What is taken for what: {title_of(scene['network'])}, {DATASETS[now['dataset']]}, {MATRICES[scene['matrix']]}",
        caption=f"Of the images of each row's class, the share that is said to be each column's. {note} "
        f"{looked_at(now['look'])} Mhoscope.",
        name=f"mhoscope-mistakes-{scene['network'].replace('/', '-')}",
        table=confusion_numbers(found["confusion"], found["clean_confusion"], draws, names),
    )
    return {
        "figure": figure,
        "note": f"{note} Press a cell to see its images.",
        "table": confusion_table(found, names),
        "images": mistaken(found, names),
        "images_note": f"{found['total']:,} {which}{said}, those that most chips get wrong first."
        if found["total"]
        else "No chip gets any of these wrong.",
        "total": pages(found["total"]),
        "progress": {"draws": draws, "wanted": wanted, "again": again + 1},
        "trouble": "",
    }


def _register_crossbar(app: Dash, api: Api) -> None:
    @app.callback(
        output={
            "figures": {name: Output(f"see-crossbar-{name}", "figure") for name, _ in TITLES},
            "wired": Output("see-crossbar-carried-box", "style"),
            "note": Output("see-crossbar-note", "children"),
            "trouble": Output("see-trouble", "children", allow_duplicate=True),
        },
        inputs={"now": Input("see-now", "data"), "scheme": Input("scheme", "data")},
        prevent_initial_call=True,
    )
    async def show_crossbar(now: Now | None, scheme: Scheme | None) -> dict[str, Any]:
        if now is None or scheme is None or now["scene"]["tab"] != "crossbar":
            raise PreventUpdate
        try:
            shown = await api.post("/seeing/crossbar", crossbar_asked(now))
        except ApiProblem as problem:
            nothing = dict.fromkeys((name for name, _ in TITLES), no_update)
            return {"figures": nothing, "wired": no_update, "note": "", "trouble": trouble(str(problem))}
        return shown_crossbar(shown, now, scheme)


def crossbar_asked(now: Now) -> dict[str, Any]:
    """The body of the question behind the tab."""
    scene = now["scene"]
    asked: dict[str, Any] = {"layer": scene["layer"], "part": scene["part"], "draw": scene["chip"]}
    if scene["zoom"] == "window":
        asked |= {"top": scene["top"], "left": scene["left"], "side": WINDOW}
    return {**now["look"], **asked}


def shown_crossbar(shown: Mapping[str, Any], now: Now, scheme: Scheme) -> dict[str, Any]:
    scene = now["scene"]
    said = note(shown, scene["chip"])
    figures: dict[str, Any] = {}
    for name, title in TITLES:
        if not shown[name]:
            figures[name] = no_update
            continue
        figures[name] = captioned(
            crossbar_figure(shown, name, scheme=scheme),
            title=f"{title}: a crossbar of {title_of(scene['network'])}, {DATASETS[now['dataset']]}",
            caption=f"{said} {looked_at(now['look'])} Mhoscope.",
            name=f"mhoscope-crossbar-{name}-{scene['network'].replace('/', '-')}",
        )
    return {
        "figures": figures,
        "wired": {} if shown["carried"] else {"display": "none"},
        "note": said,
        "trouble": "",
    }
