"""One image on many chips: the class that each of them predicts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backend.schemas.inspect import Change, Votes, VotesRequest
from backend.schemas.inspect import HiddenStates as HiddenPicture
from backend.schemas.network import NetworkCard
from worker.analysis.inspect.chips import Chips
from worker.analysis.inspect.encoding import bytes_text, floats_text
from worker.analysis.inspect.hidden import HiddenStates
from worker.crossbar import Network
from worker.crossbar.tools.arrays import Floats


def vote(
    card: NetworkCard, network: Network, chips: Chips, request: VotesRequest, *, images: Floats, index: int, label: int | None
) -> Votes:
    """Return the predictions of the first `draws` chips for image number `index` of images (n, height, width, channels).

    Values that are changed by hand are changed without noise too. `worked_ms` is left at 0, to be filled in by the caller.
    """
    image = changed(images[index], request.changes)
    seen = chips.seen(images, index, request.draws, image if request.changes else None)
    recurrent = request.hidden and bool(HiddenStates(network).layers)
    observers = [HiddenStates(network) if recurrent else None for _ in range(request.draws + 1)]
    logits = chips.logits(seen, observers[:-1])
    clean = chips.clean_logits(image, observers[-1])
    answers = logits.argmax(axis=1)
    return Votes(
        shape=(card.input_shape[0], card.input_shape[1]),
        channels=card.input_shape[2],
        pixels=bytes_text(image),
        seen=bytes_text(seen[request.chip]),
        label=label,
        answers=answers.tolist(),
        votes=np.bincount(answers, minlength=len(clean)).tolist(),
        shares=softmax(logits).mean(axis=0).tolist(),
        logits=logits.mean(axis=0).tolist(),
        clean=int(clean.argmax()),
        clean_shares=softmax(clean[None])[0].tolist(),
        hidden=_hidden(card, [states for states in observers if states is not None], request.chip),
        worked_ms=0.0,
    )


def changed(sequence: Floats, changes: Sequence[Change]) -> Floats:
    """Return a sequence (time steps, features, 1) with values put by hand. Raises ValueError for a place it does not have."""
    if not changes:
        return sequence
    steps, features = sequence.shape[:2]
    result = sequence.copy()
    for step, feature, value in changes:
        if step >= steps or feature >= features:
            raise ValueError(
                f"changes must be at time steps below {steps} and features below {features}; received step {step}, "
                f"feature {feature}"
            )
        result[step, feature] = value
    return result


def softmax(logits: Floats) -> Floats:
    """Return the softmax of each row of logits (n, classes)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _hidden(card: NetworkCard, heard: Sequence[HiddenStates], chip: int) -> list[HiddenPicture]:
    """Return the hidden states of each recurrent layer; the last of `heard` observed the network without noise."""
    if not heard:
        return []
    pictures = []
    for index in heard[0].layers:
        states = np.stack([states_of_chip.of(index)[0].T for states_of_chip in heard])  # (D + 1, units, T)
        pictures.append(
            HiddenPicture(
                layer=index,
                kind=card.layers[index].kind,
                time_steps=states.shape[2],
                units=states.shape[1],
                values_per_step=len(heard[0].layers[index].kernel),
                reads_input=heard[0].reads_input(index),
                backwards=heard[0].layers[index].go_backwards,
                clean=floats_text(states[-1]),
                chip=floats_text(states[chip]),
                spread=floats_text(states[:-1].std(axis=0)),
            )
        )
    return pictures
