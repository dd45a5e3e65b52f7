"""What is taken along from Explore: addresses of files, and command lines of each figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, State, ctx
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from backend.schemas.device import DevicePreset
from frontend.features.explore import ids
from frontend.features.explore.cards.design.asking import Asked
from frontend.features.explore.cards.energy.circuit import PRICED, circuit
from frontend.features.explore.cards.energy.technologies import constants_of
from frontend.features.explore.cards.families.families_card import EQUAL_WEIGHTS
from frontend.features.explore.facts import Facts
from frontend.features.explore.fields import FIELDS, view_from
from frontend.kit import commands
from frontend.kit import ids as frame_ids
from frontend.kit.client import Api, ApiProblem
from frontend.kit.export_menu import FILES
from frontend.kit.notices import trouble
from frontend.kit.state import View, spec_of
from frontend.kit.state.overrides import document_of

TITLES = {
    ids.REPRODUCE_OPEN: "Curves on the command line",
    ids.ENERGY_COMMANDS: "Energy on the command line",
    ids.PARETO_COMMANDS: "Accuracy and energy on the command line",
    ids.ATTRIBUTION_COMMANDS: "Shares of the loss on the command line",
    ids.DESIGN_COMMANDS: "Design question on the command line",
    ids.FAMILIES_COMMANDS: "Network families on the command line",
}


def register(app: Dash, api: Api) -> None:
    app.clientside_callback(
        "(live) => window.mhoscope.explore.exportLinks(live)",
        *(Output(kind, "href") for kind, _name, _remark in FILES),
        Input(ids.SETTLED, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        output={
            "opened": Output(ids.REPRODUCE_MODAL, "opened"),
            "title": Output(ids.REPRODUCE_MODAL, "title"),
            "children": Output(ids.REPRODUCE, "children"),
        },
        inputs={"clicks": {name: Input(name, "n_clicks") for name in TITLES}},
        state={
            "values": {name: State(*control) for name, control in FIELDS.items()},
            "facts": State(ids.FACTS, "data"),
            "design": State(ids.DESIGN, "data"),
            "attribution": State(ids.ATTRIBUTION, "data"),
            "size": State(ids.FAMILIES_SIZE, "value"),
            "href": State(frame_ids.URL, "href"),
        },
        prevent_initial_call=True,
    )
    async def show(
        clicks: dict[str, int | None],
        values: dict[str, Any],
        facts: Any,
        design: Any,
        attribution: Any,
        size: str,
        href: str | None,
    ) -> dict[str, Any]:
        which = ctx.triggered_id
        if not clicks.get(which):
            raise PreventUpdate
        try:
            view = view_from(values)
        except ValidationError as error:
            return {"opened": True, "title": TITLES[which], "children": trouble(str(error))}
        known = Facts.model_validate(facts).technologies.get(view.technology, ())
        try:
            asked = Asked.read({ids.DESIGN_COMMANDS: design, ids.ATTRIBUTION_COMMANDS: attribution}.get(which))
            question = asked.design.request.model_dump(mode="json") if asked else None
            found = await blocks_of(api, which, view, energy_request(view, known), question, size, commands.origin_of(href))
        except ApiProblem as problem:
            return {"opened": True, "title": TITLES[which], "children": trouble(str(problem))}
        return {"opened": True, "title": TITLES[which], "children": commands.blocks(found) if found else _nothing()}


async def own_device(api: Api, request: Mapping[str, Any]) -> DevicePreset | None:
    """The user's own device that a spec or a design request names, None for none and for a preset. Raises ApiProblem."""
    parts = [request, *(request.get("overrides") or {}).values()]
    named = {part["internal_noise"].get("device") for part in parts if part.get("internal_noise")}
    found = [await api.device(device) for device in sorted(filter(None, named))]
    return next((device for device in found if device.origin == "own"), None)


def energy_request(view: View, known_constants: Any) -> dict[str, Any]:
    """The body of `POST /energy` for a view, but for the network."""
    return {
        "mode": view.energy_mode,
        "technology": view.technology,
        "activations": view.activations,
        "constants": constants_of(view.constants, list(known_constants)),
        **circuit({field.name: getattr(view, field.name) for field in PRICED}),
        "overrides": document_of(view.overrides),
    }


async def blocks_of(
    api: Api,
    which: str,
    view: View,
    request: dict[str, Any],
    question: dict[str, Any] | None,
    size: str,
    origin: str,
) -> list[commands.Block]:
    """What a button shows, by its id; `request` is the body of `POST /energy` but for the network. Raises ApiProblem."""
    spec = spec_of(view)
    own = await own_device(api, question or spec)
    match which:
        case ids.ENERGY_COMMANDS:
            return commands.of_energy(spec, request, origin)
        case ids.PARETO_COMMANDS:
            return [*commands.of_run(spec, origin, own), *commands.of_energy(spec, request, origin)[1:]]
        case ids.DESIGN_COMMANDS | ids.ATTRIBUTION_COMMANDS:
            return commands.of_design(question, origin, own) if question else []
        case ids.FAMILIES_COMMANDS:
            body = {name: request[name] for name in ("technology", "mode", "converters", "crossbar")}
            return commands.of_families({**body, "equal_weights": EQUAL_WEIGHTS if size == "equal" else None}, origin)
    return commands.of_run(spec, origin, own)


def _nothing() -> Any:
    return trouble("Ask a question first: its command line is shown once it is asked.", colour="blue")
