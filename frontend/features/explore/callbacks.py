"""What happens on Explore: settings to a run, and what is done with it."""

from __future__ import annotations

from dash import Dash, Input, Output

from frontend.features.explore import (
    exporting,
    fields,
    ids,
    notes,
    per_layer_callbacks,
    picking,
    prediction,
    run_changes,
    show_figures,
    start,
)
from frontend.features.explore.cards.attribution import callbacks as attribution
from frontend.features.explore.cards.compare import callbacks as compare
from frontend.features.explore.cards.compare import companion_runs, pinning
from frontend.features.explore.cards.conversion import callbacks as conversion
from frontend.features.explore.cards.design import callbacks as design
from frontend.features.explore.cards.energy import callbacks as energy
from frontend.features.explore.cards.energy import pareto_callbacks as pareto
from frontend.features.explore.cards.families import callbacks as families
from frontend.features.explore.sharing import SHARE
from frontend.kit.client import Api


def register(app: Dash, api: Api) -> None:
    fields.register(app)
    picking.register(app, api)
    per_layer_callbacks.register(app, api)
    companion_runs.register(app, api)
    pinning.register(app, api)
    compare.register(app, api)
    prediction.register(app, api)
    show_figures.register(app, api)
    energy.register(app, api)
    pareto.register(app, api)
    conversion.register(app, api)
    families.register(app, api)
    attribution.register(app, api)
    design.register(app, api)
    exporting.register(app, api)
    SHARE.register(app, api)
    notes.register(app)
    run_changes.register(app, api)
    app.clientside_callback("() => window.mhoscope.explore.startTour()", Output(ids.TOUR, "title"), Input(ids.TOUR, "id"))
    start.register(app, api)
