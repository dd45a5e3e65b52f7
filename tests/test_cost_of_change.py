"""What one more thing may cost: a fact stands in one place, so that few files name it. CONTRIBUTING has the exercises.

Names are counted as words in source files. A file beyond the usual ones has its reason here, and the
reason goes when the name does.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from backend.jobs import KINDS as JOB_KINDS
from backend.layers import KINDS as LAYER_KINDS
from backend.options import OPTIONS

ROOT = Path(__file__).parents[1]

MEANING = (
    "worker/crossbar/",
    "worker/analysis/",
    "worker/energy/",
    "worker/design/",
    "worker/sampling/",
    "worker/runs/",
    "worker/simulators/",
)
"""Folders that compute with a field: what a field means is named where it is used."""
MEASURED_WITH = ("backend/reproductions/", "worker/bench/", "worker/reproduce/")
"""Folders of experiments, which set fields as a user does."""
COMMON = {
    "read",
    "law",
    "clip",
    "floor",
    "device",
    "pair",
    "bias",
    "rows",
    "columns",
    "mapping",
    "level",
    "kind",
    "reference",
} | {
    *("distribution", "images", "seed", "networks", "version", "confidence", "programming", "sweep"),
}
"""Names that are words of many other things as well; counting them would say nothing."""

BITS = {
    "backend/schemas/design.py": "design questions ask for the fewest",
    "backend/schemas/technology.py": "a published core has converters of its own",
}
CONVERTERS = BITS | {
    "worker/learning/network/reads.py": "arrays that learn are read through converters of their own",
    "worker/learning/tasks/fine_tuning.py": "the weights of a deployed chip are those that no converter has seen",
}
EXTRA: dict[str, dict[str, str]] = {
    "weight_bits": BITS | {"frontend/kit/design_words.py": "a question of its own"},
    "adc_bits": CONVERTERS | {"frontend/kit/design_words.py": "a question of its own"},
    "dac_bits": CONVERTERS,
    "scaling": {"worker/cli/bench.py": "how speed grows with processes is called so, too"},
    "cell_bits": {"backend/schemas/technology.py": "a published core has cells of its own"},
    "drift_compensation": {
        "backend/schemas/device.py": "what a device's drift is for",
        "frontend/features/explore/age.py": "stands with the age",
        "frontend/features/explore/cards/compare/pinned_figure.py": "a curve over age stands beside its twin without",
    },
    "age_s": {
        "backend/schemas/device.py": "ages that laws are known for",
        "frontend/features/devices/figure.py": "curves of a device at some ages",
        "frontend/kit/controls.py": "its control is called by a shorter name",
        "frontend/features/explore/age.py": "a control of its own, in words beside seconds",
        "frontend/features/explore/age_callbacks.py": "the same",
        "frontend/features/explore/panel.py": "stands with the device, apart from the other sliders",
        "worker/translate/device_laws.py": "an argument of laws",
    },
    "device_levels": {"backend/schemas/device.py": "a device without a table is refused"},
    "g_max_us": {
        "backend/jobs/checks.py": "a function of this name finds it for a setting and its device",
        "backend/schemas/device.py": "that function",
        "worker/translate/conditions.py": "the same",
    },
    "half_width": {
        "backend/schemas/design.py": "the answer of a question has one too",
        "backend/schemas/prediction.py": "a prediction has one of its own",
        "frontend/kit/prediction_words.py": "that of a prediction",
    },
    "min_draws": {"frontend/kit/state/specs.py": "a view whose fewest draws are above its most is put right"},
    "max_draws": {
        "backend/jobs/runs.py": "what a run costs at most",
        "backend/schemas/design.py": "the answer of a question has a bound too",
        "frontend/kit/state/specs.py": "a view whose fewest draws are above its most is put right",
    },
    "iv_solver": {"backend/jobs/runs.py": "a refusal says what to choose instead"},
    "images_per_draw": {
        "backend/jobs/runs.py": "what all images take to solve",
        "backend/schemas/design.py": "questions have it too",
        "backend/store/runs.py": "kept draws of subsets are not those of all images",
        "frontend/features/explore/cards/design/asking.py": "goes along with a question",
        "frontend/features/explore/panel.py": "a switch of its own beside the number of images",
    },
}

COMMANDS_OF_A_PAGE = {"reproduce": {"worker/cli/reproduce.py"}}
"""A command that draws what a page draws, by a program of its own."""
DATASETS_NAMED_IN = {
    "worker/runs/load.py",  # an example in a docstring
    "backend/datasets/fashion_mnist.py",  # its files are MNIST's in form
    "backend/datasets/kmnist.py",  # the same
    "backend/schemas/dataset.py",  # ways to make a drawing into an image
    "worker/analysis/inspect/drawing.py",  # the same
    "backend/datasets/__init__.py",
    "worker/energy/reference_networks.py",  # compared on images of one size
    "worker/training/search.py",  # recipes that were searched
}


@cache
def sources() -> dict[str, str]:
    """Path to text of every Python and JavaScript file of the three houses."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "backend", "worker", "frontend"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    wanted = (path for path in listed if path.endswith((".py", ".js")) and "/vendor/" not in path and "/migrations/" not in path)
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in wanted if (ROOT / path).exists()}


def naming(word: str, *, besides: tuple[str, ...] = ()) -> set[str]:
    """The files that have a word, without those below some folders."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
    return {path for path, text in sources().items() if not path.startswith(besides) and pattern.search(text)}


def test_there_is_something_to_count() -> None:
    assert len(sources()) > 300 and len(naming("adc_percentile")) >= 3 and not naming("no_such_word_anywhere")


COUNTED = [option.field for option in OPTIONS if option.field.rsplit(".", 1)[-1] not in COMMON]


@pytest.mark.parametrize("field", COUNTED)
def test_a_field_of_the_spec_is_declared_twice_and_named_by_no_page(field: str) -> None:
    """In its schema and its option; the engine's Conditions and what computes with it come on top: three to four files."""
    name = field.rsplit(".", 1)[-1]
    found = naming(name, besides=(*MEANING, *MEASURED_WITH))
    declared = {path for path in found if path.startswith(("backend/schemas/s", "backend/options/"))}
    assert 2 <= len(declared) <= 3, declared
    beyond = found - declared
    allowed = EXTRA.get(name, {})
    assert beyond <= set(allowed), f"{name} is named in {sorted(beyond - set(allowed))} as well"
    assert set(allowed) <= beyond, f"{sorted(set(allowed) - beyond)} name {name} no longer"


@pytest.mark.parametrize("kind", sorted(LAYER_KINDS))
def test_a_kind_of_layer_is_three_files_of_one_name(kind: str) -> None:
    files = {f"{folder}/{kind}.py" for folder in ("backend/layers", "worker/crossbar/layers", "worker/training/layers")}
    lacking = sorted(files - set(sources()))
    assert not lacking, f"no {', '.join(lacking)}"
    allowed = {
        *(f"{folder}/{name}.py" for folder in ("backend/layers", "worker/training/layers") for name in (kind, "__init__")),
        *(("backend/networks/inputs.py",) if kind == "scale" else ()),  # what a network's inputs are is converted to
        "backend/networks/recipe.py",  # architectures that are trained
        "worker/energy/reference_networks.py",  # architectures that are compared
        "backend/networks/building.py",  # what becomes a part of a product
        "backend/networks/files.py",  # whose activations are in a hash
        "backend/networks/portable.py",  # the read-out at the end is dense
    }
    readers = ("backend/networks/onnx/", "backend/networks/keras/")  # of operators and classes, not of kinds
    assert naming(LAYER_KINDS[kind].__name__, besides=readers) <= allowed


def test_a_kind_of_jobs_is_one_record() -> None:
    for kind in JOB_KINDS:
        module = f"backend.jobs.{kind.plural}"
        importing = {path for path in naming(module) if not path.startswith("backend/jobs/")}
        assert all(path.startswith(("worker/", "backend/store/", "backend/api/")) for path in importing), importing
        assert len(importing) <= 4, importing


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in (ROOT / "frontend/features").glob("*/__init__.py")))
def test_a_page_is_one_folder_and_one_line(folder: str) -> None:
    """Its schema, its route and its work come on top; nothing else imports it."""
    elsewhere = {path for path in naming(f"frontend.features.{folder}") if not path.startswith(f"frontend/features/{folder}/")}
    listed = re.search(rf"\b{folder}\b", sources()["frontend/app.py"])
    assert listed, f"frontend/app.py has no {folder} in FEATURES"
    assert elsewhere <= COMMANDS_OF_A_PAGE.get(folder, set()), elsewhere


def test_a_set_of_data_is_one_file() -> None:
    """Beside its own file only experiments name one, and what the study's claims are about."""
    for name in ("mnist", "fashion-mnist", "digits"):
        allowed = {f"backend/datasets/{name.replace('-', '_')}.py"} | DATASETS_NAMED_IN
        beyond = set(naming(f'"{name}"', besides=MEASURED_WITH) - allowed)
        assert not beyond, f"{name} is named in {sorted(beyond)}"
