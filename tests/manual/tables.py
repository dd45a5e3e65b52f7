"""Every table of the manual by the name of its marks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.manual import (
    address_tables,
    agreement_tables,
    claim_tables,
    device_tables,
    energy_tables,
    network_tables,
    prediction_tables,
    program_tables,
    pulse_tables,
    spec_tables,
)

PAGES = Path(__file__).parents[2] / "frontend" / "features" / "help" / "pages"
TABLES: dict[str, Callable[[], str]] = {
    made.__name__: made
    for made in (
        address_tables.keyboard,
        address_tables.keys,
        address_tables.scene,
        agreement_tables.agreement,
        claim_tables.decisions,
        claim_tables.verdicts,
        device_tables.devices,
        device_tables.laws,
        device_tables.sources,
        energy_tables.components,
        energy_tables.technologies,
        network_tables.datasets,
        network_tables.layers,
        network_tables.zoo,
        prediction_tables.predictedbands,
        prediction_tables.predictedfailures,
        prediction_tables.predictedmargins,
        program_tables.commands,
        program_tables.door,
        program_tables.environment,
        program_tables.options,
        program_tables.routes,
        program_tables.states,
        pulse_tables.pulses,
        pulse_tables.steps,
        spec_tables.example,
        spec_tables.fields,
    )
}
