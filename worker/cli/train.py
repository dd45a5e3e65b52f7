"""`mhoscope train`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from backend.datasets import SOURCES, Dataset, DataSetMissing, load, require
from backend.layers import ImpossibleLayer
from backend.networks.recipe import Recipe, recipe_of
from backend.schemas.dataset import ALWAYS_HERE
from backend.schemas.explain import explain
from backend.schemas.families import TRAINABLE
from backend.schemas.network import NetworkCard
from backend.settings import Settings
from worker.cli.errors import BadInput, CannotWork, settings_or_exit
from worker.cli.networks import find_card
from worker.training.available import NoTensorFlow, require_training
from worker.training.search import SEARCHED
from worker.training.zoo import datasets as zoo_datasets
from worker.training.zoo import recipes


@click.command()
@click.option("--dataset", default=ALWAYS_HERE, show_default=True, help=f"One of {', '.join(SOURCES)}, or your own.")
@click.option("--family", default="mlp", show_default=True, help=f"One of {', '.join(TRAINABLE)}.")
@click.option("--time-steps", type=int, help="Chunks an image is cut into, for recurrent families; must divide its pixels.")
@click.option("--hidden", help="Units or filters of the hidden layers, such as 300,100; default: the family's usual ones.")
@click.option(
    "--noise", type=float, default=0.0, show_default=True, help="Gaussian noise at every pre-activation while training."
)
@click.option("--weight-noise", type=float, default=0.0, help="Gaussian noise on the weights while training, of max |w|.")
@click.option("--weight-clip", type=float, help="Clip weights to so many standard deviations of their layer at every update.")
@click.option("--optimiser", default="adam", show_default=True, help="adam, rmsprop or sgd.")
@click.option("--learning-rate", type=float, default=0.001, show_default=True)
@click.option("--batch-size", type=int, default=128, show_default=True)
@click.option("--epochs", type=int, default=10, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--name", help="Name in the store; default: from family, T, noise and seed.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write a .keras file instead of adding to the store."
)
@click.option("--zoo", type=click.Choice(zoo_datasets()), help="Train the networks that ship, into --zoo-folder.")
@click.option("--zoo-folder", type=click.Path(file_okay=False, path_type=Path), help="Where --zoo writes cards and weights.")
@click.option(
    "--search",
    type=click.Choice(list(SEARCHED)),
    help="Try optimisers and learning rates on held-out training images; -o names the record.",
)
@click.option("--reproduce", metavar="NAME", help="Train a network again from its card, and compare; such as digits/mlp-noise0.")
def train(
    reproduce: str | None,
    search: str | None,
    zoo: str | None,
    zoo_folder: Path | None,
    name: str | None,
    output: Path | None,
    **options: Any,
) -> None:
    """Train one network, with progress, and add it to the store, or write it as a .keras file."""
    # Said before TensorFlow is loaded, or it greets with pages of its own.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    settings = settings_or_exit()
    if zoo is not None:
        _train_zoo(zoo, zoo_folder, settings)
        return
    if reproduce is not None:
        _reproduce(reproduce, settings)
        return
    if search is not None:
        _search(search, output, settings)
        return
    recipe = _recipe(options)
    card, weights, trained = _train(recipe, settings, network_id=f"{recipe.dataset}/{name}" if name else None)
    if output is not None:
        _write_keras(recipe, trained, output)
        click.echo(f"{output}: clean accuracy {100 * card.clean_accuracy:.2f} %")
    else:
        _store(card, weights, settings)
        click.echo(f"{card.id}: clean accuracy {100 * card.clean_accuracy:.2f} %, added to the store")


def _recipe(options: dict[str, Any]) -> Recipe:
    hidden = options.pop("hidden")
    try:
        units = tuple(int(part) for part in hidden.split(",")) if hidden else ()
    except ValueError:
        raise BadInput(f"--hidden must be whole numbers with commas between, such as 300,100; received {hidden!r}") from None
    try:
        return Recipe(hidden=units, **options)
    except ValidationError as error:
        raise BadInput(explain(error)) from None
    except ImpossibleLayer as error:
        raise BadInput(str(error)) from None


def _train(recipe: Recipe, settings: Settings, *, network_id: str | None = None) -> tuple[NetworkCard, bytes, Any]:
    data = _data(recipe.dataset, settings)
    _require_training()
    from worker.training.cards import make_card
    from worker.training.errors import TrainingDiverged
    from worker.training.fitting import Epoch, fit

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[now]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(recipe.name, total=recipe.epochs, now="")

        def show(epoch: Epoch) -> None:
            progress.update(
                bar, completed=epoch.number, now=f"loss {epoch.loss:.4f}, clean accuracy {100 * epoch.clean_accuracy:.2f} %"
            )

        try:
            trained = fit(recipe, data, on_epoch=show)
        except TrainingDiverged as error:
            raise CannotWork(str(error)) from None
    card, weights = make_card(recipe, trained.arrays, data, history=trained.history, network_id=network_id)
    return card, weights, trained.arrays


def _write_keras(recipe: Recipe, arrays: Mapping[str, Any], output: Path) -> None:
    from worker.training.layers import NoPlainLayer
    from worker.training.models import plain

    try:
        plain(recipe, arrays).save(output)
    except NoPlainLayer as error:
        raise BadInput(str(error)) from None
    except (ValueError, OSError) as error:
        raise BadInput(f"-o must name a .keras file that can be written: {error}") from None


def _data(name: str, settings: Settings) -> Dataset:
    try:
        require(name, settings.data_path)
        return load(name, settings.data_path)
    except DataSetMissing as error:
        raise BadInput(str(error)) from None
    except ValueError as error:
        raise CannotWork(str(error)) from None


def _require_training() -> None:
    try:
        require_training()
    except NoTensorFlow as error:
        raise BadInput(str(error)) from None


def _store(card: NetworkCard, weights: bytes, settings: Settings) -> None:
    from backend.store.networks import save_network
    from backend.store.prepare import prepare
    from backend.store.session import Store

    store = Store.of(settings)
    prepare(store)
    try:
        with store.write() as session:
            save_network(session, card, weights)
    except ValueError as error:
        raise BadInput(f"{error} with --name") from None


def _train_zoo(dataset: str, folder: Path | None, settings: Settings) -> None:
    if folder is None:
        raise BadInput("--zoo needs --zoo-folder, where cards and weights go")
    _write_zoo(recipes(dataset), folder / dataset, settings)


def _reproduce(network: str, settings: Settings) -> None:
    """Nothing is stored: the network stays what it is."""
    card = find_card(network, settings)
    recipe = recipe_of(card)
    if recipe is None:
        raise BadInput(f"{network} was uploaded: nobody here knows how it was trained")
    again, _weights, _trained = _train(recipe, settings, network_id=network)
    moved = 100 * (again.clean_accuracy - card.clean_accuracy)
    same = "the very same weights" if again.weights_sha256 == card.weights_sha256 else "other weights"
    click.echo(
        f"{network}: clean accuracy {100 * again.clean_accuracy:.2f} %, on the card {100 * card.clean_accuracy:.2f} %, "
        f"{moved:+.2f} points; {same}"
    )


def _search(dataset: str, record: Path | None, settings: Settings) -> None:
    """A record that is there already is gone on with."""
    if record is None:
        raise BadInput("--search needs -o, where the record goes")
    data = _data(dataset, settings)
    _require_training()
    from worker.training.errors import TrainingDiverged
    from worker.training.fitting import fit
    from worker.training.search import HELD_OUT, best, finals, first_round, is_known, read_record, tried

    def measure(recipe: Recipe) -> float | None:
        try:
            return fit(recipe, data, held_out=HELD_OUT).history["val_accuracy"][-1]
        except TrainingDiverged:
            return None

    trials = read_record(record.read_text(encoding="utf-8")) if record.exists() else []

    def go_through(wanted: Iterable[Recipe]) -> None:
        for recipe in wanted:
            if is_known(recipe, trials):
                continue
            trial = tried(recipe, measure)
            trials.append(trial)
            outcome = "diverged" if trial.accuracy is None else f"{100 * trial.accuracy:.2f} %"
            click.echo(f"{recipe.name}, {trial.optimiser} at {trial.learning_rate:g}, {trial.epochs} epochs: {outcome}")
            record.write_text(json.dumps([one.model_dump() for one in trials], indent=1) + "\n", encoding="utf-8")

    go_through(first_round(dataset))
    go_through(finals(dataset, trials))
    for (family, steps), trial in best(trials).items():
        click.echo(f"best for {family}{f' T={steps}' if steps else ''}: {trial.optimiser} at {trial.learning_rate:g}")


def _write_zoo(wanted: Iterable[Recipe], folder: Path, settings: Settings) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for recipe in wanted:
        target = folder / f"{recipe.name}.json"
        if target.exists():
            click.echo(f"{recipe.name}: there already")
            continue
        card, weights, _ = _train(recipe, settings)
        card = card.model_copy(update={"origin": "zoo"})
        (folder / f"{recipe.name}.npz").write_bytes(weights)
        target.write_text(card.model_dump_json(indent=1) + "\n", encoding="utf-8")
        click.echo(f"{recipe.name}: clean accuracy {100 * card.clean_accuracy:.2f} %")
