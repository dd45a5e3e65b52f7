"""A run as a script for another simulator: settings, arrays in the tool's terms, points, and the parts that all scripts share."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from pprint import pformat

from backend.datasets import record_of
from backend.datasets.digits import SPLIT_SEED
from backend.datasets.files import drawn
from backend.schemas.dataset import ALWAYS_HERE
from backend.schemas.network import NetworkCard
from backend.schemas.run import Run
from worker.analysis.equivalence.terms.tools import AIHWKIT, CROSSSIM
from worker.crossbar import Simulator
from worker.exports.plan import PointPlan, planned
from worker.exports.programs import Made, functions, wrapped
from worker.exports.translated import Translated
from worker.translate import own_devices

TOOLS: dict[str, tuple[str, str, str]] = {
    "crosssim": (CROSSSIM, "crosssim_arrays", "CrossSim 3.2 (the package `simulator`)"),
    "aihwkit": (AIHWKIT, "aihwkit_arrays", "aihwkit 1.2 with PyTorch"),
}
"""For each kind of script the tool's name, the part that makes its arrays reads, and what has to be installed."""
PARTS = Path(__file__).parent / "parts"
SHARED = ("network", "points", "files")
"""Parts of every script; they are read, not imported, as those of a tool need that tool."""
ORDER = Path(drawn.__file__)
"""How data are ordered, which the parts share with the program."""
OWN = ("worker.exports", "backend.")
"""Imports of the parts from each other, which a script does not need."""
CHIPS = 20
"""Simulated chips of a point, unless the user asks for more."""
BATCH = 100
"""Images that are computed together."""

_MAIN = '''def main() -> None:
    """Print both accuracies of each point, and whether their difference is within the joint interval."""
    print(version())
    print("network, swept value, ours and its interval, theirs and its interval, difference (% of the images)")
    for point in POINTS:
        print(sentence(point, accuracies_of(point), min(IMAGES, NETWORKS[point["network"]]["images"]), CONFIDENCE), flush=True)


def accuracies_of(point):
    """Return the accuracy of each chip of a point."""
    known = NETWORKS[point["network"]]
    card, arrays = load_network(point["network"], known["sha256"], FOLDER, BUNDLE)
    packed = bundled(f"datasets/{known['data']}.npz", FOLDER, BUNDLE)
    images, labels = shown_images(DATA[known["data"]], DATA_FOLDER, packed, IMAGES)
    found = []
    for number in range(CHIPS if point["chance"] else 1):
        seed(SEED + number)
        reads = chip(card, arrays, point, lambda array: in_float32(wrap(array)))
        shown = noisy(images, **point["noise"], random=np.random.default_rng([SEED, number])) if point["noise"] else images
        found.append(accuracy(card, arrays, shown, labels, reads, BATCH))
    return found


if __name__ == "__main__":
    main()
'''


def script(kind: str, run: Run, cards: Mapping[str, NetworkCard], simulator_of: Callable[[str], Simulator]) -> str:
    """Return Python that computes the points of a run in another tool, and prints its accuracies beside those of the run.

    `kind` is a key of `TOOLS`; `simulator_of` returns the simulator of a network. Raises DeviceError and DataSetMissing.
    """
    tool, arrays, _needed = TOOLS[kind]
    if run.device is not None:  # it goes with the run, whether or not anyone still keeps it
        own_devices.add(run.device)
    plans = planned(tool, run, cards, simulator_of)
    wanted = [layer.program for plan in plans for layer in plan.layers.values()]
    imports, programs, made = functions(wanted, tool)
    files = [ORDER, *(PARTS / f"{name}.py" for name in (*SHARED, arrays))]
    sources = [file.read_text(encoding="utf-8") for file in files]
    used = {plan.point.network: cards[plan.point.network] for plan in plans}
    parts = [
        _docstring(kind, run),
        _imports(sources, imports),
        _settings(run, used),
        f"# The array of a layer, in {tool}'s terms.\n\n\n{programs}" if programs else "",
        f"# What Mhoscope found, and the array of each layer; layers that are left out are exact.\n{_points(plans, made)}",
        *map(_body, sources),
        _MAIN,
    ]
    return "\n\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _docstring(kind: str, run: Run) -> str:
    tool, _arrays, needed = TOOLS[kind]
    return f'''"""Spec {run.spec_hash[:12]} of Mhoscope in {tool}: the same networks, data and noise; prints both accuracies.

Needs NumPy and {needed}. Beside it must lie the bundle of the run,
{_bundle(run)}, or the networks' files as Mhoscope gives them (DATASET-NAME.npz). Data sets are read from
MHOSCOPE_DATA_DIR or from the folder `data` beside it: NAME.npz or NAME/NAME.npz with x_test and y_test, or NAME/ with
MNIST's files; users' own ones and the digits are in the bundle, and the digits in scikit-learn.

What {tool} does not have stands as a comment, "not in {tool}", where it would be.
"""'''


def _bundle(run: Run) -> str:
    return f"mhoscope-{run.spec_hash[:12]}.zip"


def _settings(run: Run, cards: Mapping[str, NetworkCard]) -> str:
    """Return the constants at the top: what a user changes, the networks and the data."""
    spec, names = run.spec, dict.fromkeys(card.dataset for card in cards.values())
    networks = {
        name: {
            "data": card.dataset,
            "sha256": card.weights_sha256,
            "images": min(spec.images, record_of(card.dataset).test_images),
        }
        for name, card in cards.items()
    }
    lines = [
        f"CHIPS = {CHIPS}  # simulated chips of a point",
        f"IMAGES = {spec.images}  # test images, from the first on",
        f"BATCH = {BATCH}  # images that are computed together",
        f"SEED = {spec.seed}",
        f"CONFIDENCE = {spec.sampling.confidence}  # of both intervals",
        "FOLDER = Path(__file__).parent",
        f'BUNDLE = "{_bundle(run)}"',
        'DATA_FOLDER = Path(os.environ.get("MHOSCOPE_DATA_DIR", FOLDER / "data"))',
        f"NETWORKS = {pformat(networks, width=120, sort_dicts=False)}",
        f"DATA = {pformat({name: data_of(name) for name in names}, width=120, sort_dicts=False)}",
    ]
    return "\n".join(lines)


def data_of(name: str) -> dict[str, object]:
    """Return what a script is told of a data set: shape, values, and how the digits are split."""
    record = record_of(name)
    known: dict[str, object] = {"name": name, "shape": record.input_shape, "scale": record.scale, "offset": record.offset}
    split = {"split": {"test_size": record.test_images, "random_state": SPLIT_SEED}} if name == ALWAYS_HERE else {}
    return known | split


def _points(plans: Sequence[PointPlan], made: Mapping[Translated, Made]) -> str:
    """Return the table of points."""
    lines = ["POINTS = ["]
    for plan in plans:
        point, noise = plan.point, plan.setting.test_noise
        shown = repr(noise.model_dump()) if noise.kind != "none" and noise.level else "None"
        lines += [
            "    {",
            f'        "network": "{point.network}", "x": {point.x!r}, "y": {point.y!r},',
            f'        "accuracy": {point.accuracy:.6g}, "interval": ({point.ci_low:.6g}, {point.ci_high:.6g}),',
            f'        "chips": {point.draws},',
            f'        "chance": {plan.chance}, "noise": {shown},',
            '        "arrays": {',
            *(f"            {index}: {_call(made[layer.program], layer.scales)}," for index, layer in plan.layers.items()),
            "        },",
            "    },",
        ]
    return "\n".join([*lines, "]"])


def _call(made: Made, scales: Mapping[str, object]) -> str:
    """Return a function, and its arguments beside the weights."""
    given = {name: repr(value) for name, value in scales.items() if name in made.scales} | dict(made.numbers)
    return f"({made.name}, {{{', '.join(f'{name!r}: {value}' for name, value in given.items())}}})"


def _imports(sources: Sequence[str], extra: Sequence[str]) -> str:
    """Return all imports of the parts and programs, sorted and each once, without those of the parts from each other."""
    plain, names = {"import os"}, dict[str, set[str]]()
    for source in [*sources, "\n".join(extra)]:
        for node in ast.parse(source).body:
            if isinstance(node, ast.Import):
                plain.add(ast.unparse(node))
            elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith((*OWN, "__future__")):
                names.setdefault(node.module or "", set()).update(alias.name for alias in node.names)
    listed = [f"from {module} import {', '.join(sorted(found))}" for module, found in sorted(names.items())]
    return "\n".join(["from __future__ import annotations\n", *sorted(plain), *listed])


def _body(source: str) -> str:
    """Return the text of a part after its docstring and imports, under its title."""
    tree = ast.parse(source)
    rest = next(node for node in tree.body[1:] if not isinstance(node, ast.Import | ast.ImportFrom))
    title = (ast.get_docstring(tree) or "").splitlines()[0].removesuffix(" Scripts contain this file as it is.")
    code = "\n".join(source.splitlines()[rest.lineno - 1 :])
    return "\n".join(wrapped(title)) + f"\n\n{code}"
