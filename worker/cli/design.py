"""`mhoscope design`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO

import click
from rich.console import Console

from backend.datasets import DataSetMissing
from backend.schemas.design import (
    Answer,
    Attribution,
    Budget,
    Candidate,
    DesignRequest,
    DigitalChoice,
    DigitalLayers,
    Sensitivity,
    Threshold,
)
from backend.schemas.device import DeviceError
from worker.cli.devices import device_option, own_device
from worker.cli.errors import BadInput, read_request, settings_or_exit
from worker.cli.networks import check_layers, find_named, require_data
from worker.process.sharing import ONE_THREAD
from worker.translate import own_devices


@click.command()
@click.argument("request", type=click.File(encoding="utf-8"), metavar="REQUEST.json")
@click.option("--json", "as_json", is_flag=True, help="Print the answers as JSON.")
@device_option
def design(request: IO[str], as_json: bool, device_file: Path | None) -> None:
    """Answer a design question: what may a device, a converter or a network be like to stay accurate enough?

    REQUEST.json is the body of `POST /api/v1/designs`, such as {"question": "largest_noise", "networks":
    ["digits/mlp-noise0"], "target": {"value": 0.95}}; `-` reads it from standard input. Questions are
    largest_noise, fewest_bits, cheapest_network, noise_budget, layer_sensitivity, digital_layers and attribution.
    """
    # Set before NumPy is first imported.
    os.environ.update(ONE_THREAD)
    settings = settings_or_exit()
    body, own = own_device(read_request(request, DesignRequest), device_file, settings)
    cards, weights = find_named(body.networks, settings)
    check_layers(body, cards, body.searched)
    require_data(body.networks, cards, settings)
    if own is not None:
        own_devices.add(own)
    from worker.design.offline import PlainSampler
    from worker.design.questions import answers
    from worker.energy import UnknownTechnology

    status = Console(stderr=True).status("begins")
    with status:
        sampler = PlainSampler(
            body,
            cards,
            weights,
            data_path=settings.data_path,
            on_measured=lambda network, one: status.update(f"{network}: {100 * one.accuracy:.1f} %"),
            on_counted=lambda network, count: status.update(f"{network}: {count} chips simulated"),
        )
        try:
            found = list(answers(body, sampler))
        except (DataSetMissing, DeviceError, UnknownTechnology) as error:
            raise BadInput(str(error)) from None
    if as_json:
        click.echo(json.dumps([answer.model_dump(mode="json") for answer in found], indent=2))
        return
    for line in (line for answer in found for line in in_words(answer, body)):
        click.echo(line)
    if body.question == "cheapest_network":
        click.echo(cheapest_of([answer for answer in found if isinstance(answer, Candidate)]))


def in_words(answer: Answer, request: DesignRequest) -> list[str]:
    """An answer in words, one line or some."""
    match answer:
        case Threshold():
            return [_threshold(answer, request)]
        case Candidate():
            half = f"{100 * answer.ci_low:.2f} to {100 * answer.ci_high:.2f} %"
            line = f"{answer.network}: {answer.energy_pj:.4g} pJ an image, accuracy {100 * answer.accuracy:.2f} % ({half}), "
            return [line + f"{100 * answer.target:.2f} % asked for: {answer.verdict}"]
        case Budget():
            lost = answer.clean.accuracy - answer.noisy.accuracy
            parts = ", ".join(f"{share.cause} {100 * share.part:.2f} (alone {100 * share.alone:.2f})" for share in answer.shares)
            return [f"{answer.network}: {100 * lost:.2f} points lost of {100 * answer.clean.accuracy:.2f} %: {parts}"]
        case Attribution():
            return _attribution(answer)
        case DigitalLayers():
            return [_digital(answer), *(_choice(choice) for choice in answer.choices)]
        case Sensitivity():
            rows = [
                f"  {'all layers' if row.layer is None else f'layer {row.layer + 1} ({row.kind})'}: {100 * row.drop:.2f} points "
                f"({100 * row.ci_low:.2f} to {100 * row.ci_high:.2f})"
                for row in answer.layers
            ]
            return [f"{answer.network}: accuracy lost with noise in one layer at a time", *rows]


def _attribution(answer: Attribution) -> list[str]:
    """A sentence, and a row for each part, in points with three decimals."""
    lost = f"{answer.network}: {100 * (answer.clean - answer.noisy.accuracy):.3f} points lost of {100 * answer.clean:.2f} %"
    how = "every combination" if answer.exact else "random orders"
    of = f"{answer.draws} {'draw' if answer.draws == 1 else 'draws'} of {answer.images} images, {how} of what is on"
    on = [part for part in answer.parts if part.on]
    if not on:
        return [f"{lost}: nothing is on that could cost accuracy"]
    width = max(len("sum"), *(len(part.title) for part in on))
    rows = [
        f"  {part.title:{width}}  {100 * part.part:8.3f}  ({100 * part.ci_low:.3f} to {100 * part.ci_high:.3f}), "
        f"alone {100 * part.alone:.3f}"
        for part in on
    ]
    return [f"{lost} ({of})", *rows, f"  {'sum':{width}}  {100 * sum(part.part for part in on):8.3f}"]


def _digital(answer: DigitalLayers) -> str:
    target = f"{100 * answer.target:.2f} % accuracy"
    if answer.chosen is None:
        return f"{answer.network}: {target} is not reached by any choice of digital layers that was tried"
    layers = answer.choices[answer.chosen].layers
    chosen = f"with {' and '.join(layers)} digital" if layers else "with every layer on crossbars"
    how = "the cheapest choice of layers" if answer.exact else "layers digital one after another, the most sensitive first"
    return f"{answer.network}: {target} is kept {chosen} ({how})"


def _choice(choice: DigitalChoice) -> str:
    span = f"{100 * choice.ci_low:.2f} to {100 * choice.ci_high:.2f} %"
    layers = ", ".join(choice.layers) or "none"
    return f"  digital {layers}: {100 * choice.accuracy:.2f} % ({span}), {choice.energy_pj:.4g} pJ an image: {choice.verdict}"


def _threshold(answer: Threshold, request: DesignRequest) -> str:
    bits = request.question == "fewest_bits"

    def shown(value: float) -> str:
        return f"{value:g}" if bits else f"{100 * value:.2f} %"

    target = f"{100 * answer.target:.2f} % accuracy"
    if answer.value is None:
        return f"{answer.network}: {target} is not reached by any {request.parameter} that was searched"
    if answer.outcome == "everywhere":
        end = "even at 1 bit" if bits else f"up to {shown(request.largest)}, where the search ends"
        return f"{answer.network}: {target} is kept {end}"
    word = "from" if bits else "up to"
    doubt = "" if answer.monotone else "; accuracy does not go one way, so take it with care"
    return (
        f"{answer.network}: {target} is kept {word} {request.parameter} = {shown(answer.value)} "
        f"(interval {shown(answer.ci_low)} to {shown(answer.ci_high)}){doubt}"
    )


def cheapest_of(candidates: list[Candidate]) -> str:
    """The cheapest that is accurate enough."""
    enough = [one for one in candidates if one.verdict in ("enough", "likely")]
    if not enough:
        return "none of them is accurate enough"
    best = min(enough, key=lambda one: (one.energy_pj, -one.accuracy))
    return f"cheapest: {best.network} ({best.verdict})"
