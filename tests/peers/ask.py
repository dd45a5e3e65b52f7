"""Ask another simulator anew: `python -m tests.peers.ask crosssim --python FILE [--path FOLDER] [--version TEXT] [--only WORDS]`.

Questions that a tool has answered keep their answer unless their program or full scales have changed, or --all is given.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from backend.networks import load_arrays
from tests.peers.ours import card_of, images_of, shown_images
from tests.peers.stored import HERE, Case, answers_file, asked, cases, is_same_question


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", choices=("crosssim", "aihwkit"))
    parser.add_argument("--python", required=True)
    parser.add_argument("--path", default="")
    parser.add_argument("--version", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    file = answers_file(options.tool)
    before: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    wanted = [case for case in cases(options.tool) if options.only in case.id]
    questions = {case.id: asked(case) for case in wanted}
    new = [
        case
        for case in wanted
        if options.all or not is_same_question(before.get(case.id, {}).get("question"), questions[case.id])
    ]
    answers = _run(options, new, questions) if new else {}
    known = {case.id for case in cases(options.tool)}
    stored = before | {name: {"question": questions[name], **given} for name, given in answers.items()}
    kept = {name: stored[name] for name in sorted(stored) if name in known}
    file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"{len(new)} asked, {len(kept)} stored; {[name for name, given in kept.items() if 'trouble' in given]} in trouble")


def _run(options: argparse.Namespace, new: list[Case], questions: dict[str, Any]) -> dict[str, Any]:
    arrays: dict[str, Any] = {"shown": shown_images()}
    listed = []
    for case in new:
        card = card_of(case.network)
        arrays[f"{card.dataset} images"], arrays[f"{card.dataset} labels"] = images_of(case.network)
        arrays |= {f"{case.network} {name}": array for name, array in load_arrays(card).items()}
        layers = [layer.model_dump() for layer in card.layers]
        listed.append({"id": case.id, "network": case.network, "dataset": card.dataset, "layers": layers, **questions[case.id]})
    path = os.pathsep.join(filter(None, [str(HERE.parents[1]), options.path]))
    environment = {**os.environ, "PYTHONPATH": path, "PEER_VERSION": options.version, "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        question, answer = Path(folder, "questions.npz"), Path(folder, "answers.json")
        np.savez(question, questions=json.dumps(listed), **arrays)
        subprocess.run(
            [options.python, str(HERE / f"make_{options.tool}.py"), str(question), str(answer)], env=environment, check=True
        )
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    main()
