"""The list of runs: filters, search, order, pages, and a cost that does not grow with points."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from backend.schemas.spec import Spec
from backend.store import listing, runs
from backend.store.session import Store
from tests.backend.store.test_runs import SPEC, SUMMARY, claim, finish, new_run, save


def other(seed: int) -> Spec:
    return Spec.model_validate({**SPEC.model_dump(), "seed": seed})


def ids(store: Store, **how: Any) -> list[str]:
    with store.read() as session:
        return [item.id for item in listing.list_runs(session, **how).items]


def test_the_list_filters_searches_and_pages(store: Store) -> None:
    old, new = new_run(store), new_run(store, other(7))
    finish(store, old)
    assert ids(store) == [new, old]
    assert ids(store, order="oldest") == [old, new]
    assert ids(store, order="finished") == [old, new]
    assert ids(store, order="state") == [old, new], "done comes before queued"
    assert ids(store, state="done") == [old]
    assert ids(store, q=new[:12]) == [new]
    assert ids(store, q="%") == []
    with store.write() as session:
        runs.annotate(session, old, note="for the 100 % talk", annotations=None)
    assert ids(store, q="100 % talk") == [old]
    with store.read() as session:
        page = listing.list_runs(session, limit=1, offset=1)
    assert (page.total, len(page.items)) == (2, 1)
    done = page.items[0]
    assert done.headline == "at 0.1: digits/a 90.0 ± 1.0 %"
    assert done.sweep == "internal_noise.programming 0 to 0.1"
    assert (done.points, done.progress, done.note) == (4, 1.0, "for the 100 % talk")


def test_a_headline_is_the_best_where_all_networks_have_arrived(store: Store) -> None:
    run_id = new_run(store)
    with store.read() as session:
        [waiting] = listing.list_runs(session).items
    assert (waiting.headline, waiting.progress) == ("no point yet", 0)
    for position, accuracy in ((0, 0.95), (1, 0.97), (2, 0.5)):  # a and b at 0, a alone at 0.1
        held = claim(store, run_id, position)
        found = {**SUMMARY, "accuracy": accuracy, "ci_low": accuracy - 0.01, "ci_high": accuracy + 0.01}
        assert held and save(store, held, summary=found)
    with store.read() as session:
        [run] = listing.list_runs(session).items
    assert (run.headline, run.progress) == ("at 0: digits/b 97.0 ± 1.0 %", 0.75)


def test_the_cost_of_a_page_is_the_same_for_one_run_and_for_many(store: Store) -> None:
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))

    def queries() -> int:
        before = len(asked)
        ids(store)
        return len(asked) - before

    finish(store, new_run(store))
    few = queries()
    for seed in range(1, 8):
        finish(store, new_run(store, other(seed)))
    assert queries() == few <= 6
