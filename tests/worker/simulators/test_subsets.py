"""Draws that are shown a random subset of the images: real digits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backend.networks import load_card
from backend.schemas.setting import Setting
from backend.schemas.spec import Sampling, Spec
from backend.store.runs import plan
from worker.runs.point import extend
from worker.sampling import Subset
from worker.sampling.strata import by_class, sample, variance_in_groups
from worker.simulators import Simulators
from worker.translate.conditions import conditions

SETTING = Setting.model_validate({"internal_noise": {"programming": 0.08, "read": 0.02}})
AUTO = Sampling(half_width=0.02, max_draws=40, images_per_draw="auto")
tested = Simulators(data_path=Path()).get(load_card("digits/mlp-noise0"), 500)


def test_the_estimates_of_a_chip_are_right_on_average_and_vary_as_they_say() -> None:
    frozen = Setting.model_validate({"internal_noise": {"programming": 0.08}})
    exact = tested.simulator.correct(conditions(frozen), seed=0, draw=3)
    clean = int(np.count_nonzero(tested.correct_without_noise))
    noisy = tested.simulator.predictions(conditions(frozen), seed=0, draw=3) == tested.simulator.labels
    shift = noisy.astype(np.int8) - tested.correct_without_noise
    generator, order = np.random.default_rng(0), by_class(tested.simulator.labels)
    samples = [shift[sample(order, 100, generator)] for _ in range(4000)]
    subset = Subset(images=100, of=500, within=float(np.mean([variance_in_groups(one) for one in samples])))
    drawn = np.array([subset.estimate(clean, one) for one in samples])
    assert abs(drawn.mean() - exact) < 5 * drawn.std() / np.sqrt(4000)
    assert abs(drawn.var() / 500**2 / subset.variance - 1) < 0.1
    assert subset.variance < 0.8 * shift.var() * (1 / 100 - 1 / 500), "each class has its share"
    # The tested's own estimate is one of these, and all images together are exact.
    (own,) = tested.estimates(conditions(frozen), subset, seed=0, draws=[3])
    assert abs(own - exact) < 5 * drawn.std()
    assert tested.estimates(conditions(frozen), Subset(images=500, of=500), seed=0, draws=[3]) == [exact]


def test_the_same_question_has_the_same_subset_whoever_asks() -> None:
    other = Simulators(data_path=Path()).get(load_card("digits/mlp-noise0"), 500)
    first, second = (one.subset(SETTING, seed=0, sampling=AUTO) for one in (tested, other))
    assert first == second and first is not None and 500 % first.images == 0
    assert tested.subset(SETTING, seed=0, sampling=AUTO.model_copy(update={"images_per_draw": "all"})) is None
    ideal = Setting.model_validate({"internal_noise": {"programming": 0}})
    assert tested.subset(ideal, seed=0, sampling=AUTO) is None


def test_what_another_process_has_found_is_not_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = tested.subset(SETTING, seed=0, sampling=AUTO)
    other = Simulators(data_path=Path()).get(load_card("digits/mlp-noise0"), 500)
    assert known is not None
    other.remember_subset(known, SETTING, seed=0, sampling=AUTO)
    piloted: list[int] = []
    own = type(tested).changes
    monkeypatch.setattr(type(tested), "changes", lambda *self, **asked: piloted.append(asked["images"]) or own(*self, **asked))
    assert other.subset(SETTING, seed=0, sampling=AUTO) == known and not piloted
    assert other.subset(SETTING, seed=1, sampling=AUTO) is not None and piloted


@pytest.mark.parametrize("images", [1, 2, 7, 97])
def test_few_images_are_all_shown(images: int) -> None:
    """With subsets or without, the same answers of the same chips."""
    few = Simulators(data_path=Path()).get(load_card("digits/mlp-noise0"), images)
    subset = few.subset(SETTING, seed=0, sampling=AUTO)
    assert subset == Subset(images=images, of=images, within=subset.within if subset else 0)
    frozen = conditions(Setting.model_validate({"internal_noise": {"programming": 0.08}}))
    exact = [few.simulator.correct(frozen, seed=0, draw=draw) for draw in range(3)]
    assert few.estimates(frozen, subset, seed=0, draws=range(3)) == exact


def test_a_point_goes_on_where_it_was() -> None:
    whole: list[int] = []
    assert list(extend(tested, SETTING, seed=0, sampling=AUTO, correct=whole))[-1]
    for known in (1, 3, 8):
        resumed = whole[:known]
        for _settled in extend(tested, SETTING, seed=0, sampling=AUTO, correct=resumed):
            pass
        assert resumed == whole


def test_draws_of_subsets_are_never_taken_for_draws_of_all_images() -> None:
    def keys(sampling: Sampling) -> list[str]:
        spec = Spec(networks=["digits/a"], sampling=sampling)
        return [point.draws_key for point in plan(spec, weights={"digits/a": "w"}, images={"digits/a": 500})]

    everything = keys(Sampling())
    assert keys(Sampling(half_width=0.001, max_draws=500)) == everything  # a tighter target continues the same draws
    some = keys(Sampling(images_per_draw="auto"))
    assert some[0] == everything[0] and not set(some[1:]) & set(everything)  # the first is without chance
    assert not set(keys(Sampling(images_per_draw="auto", half_width=0.001))[1:]) & set(some)
