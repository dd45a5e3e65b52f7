"""What ships: runs by their specs, whole, of this engine, and in the store of a fresh installation."""

from __future__ import annotations

from importlib.resources import files

from fastapi.testclient import TestClient

from backend.api.app import create_app
from backend.reproductions import CLAIMS, committed, committed_results, reproductions
from backend.reproductions.runs import all_specs
from backend.schemas.version import ENGINE_VERSION
from backend.settings import Settings
from backend.store import listing
from backend.store.prepare import prepare
from backend.store.session import Store

MOST_BYTES = 3_000_000


def test_every_committed_run_is_a_planned_one_and_whole() -> None:
    specs = all_specs()
    assert committed().runs
    for name, run in committed().runs.items():
        spec = specs[name]
        assert run.spec.spec_hash == spec.spec_hash and run.engine_version == ENGINE_VERSION
        places = {(network, place.x) for place in spec.grid() for network in spec.networks}
        points = run.all_points()
        assert {(point.network, point.x) for point in points} == places and len(points) == len(places)
        full = {"digits": 500, "mnist": 10_000, "fashion-mnist": 10_000}
        auto = spec.sampling.images_per_draw == "auto"  # subsets of a test set, which estimate the accuracy on all of it
        for point in points:
            of = full[point.network.split("/")[0]]
            assert point.images == of or (auto and of % point.images == 0), (name, point)
        assert all(0 <= point.ci_low <= point.accuracy <= point.ci_high <= 1 for point in points)
        assert set(run.clean) == set(spec.networks)


def test_headlines_are_known_to_half_a_point() -> None:
    """Each mean over chips; of the CNN, the RNN and the MLP at least three training seeds."""
    headlines = [run for name, run in committed().runs.items() if "headline" in name]
    assert len(headlines) == 5
    for run in headlines:
        assert max((point.ci_high - point.ci_low) / 2 for point in run.all_points()) <= 0.005
        assert all(
            f"{network}{tail}" in run.spec.networks for network in run.spec.networks if _has_seeds(network) for tail in SEEDS
        )


SEEDS = ("-s1", "-s2")


def _has_seeds(network: str) -> bool:
    return "lenet5" not in network and not network.endswith(SEEDS)


def test_every_claim_is_measured() -> None:
    assert set(committed().runs) == set(all_specs())
    for one in reproductions().values():
        assert one.parts and one.charts and not one.evidence.startswith("Not measured"), one.id


def test_the_files_stay_small() -> None:
    folder = files("backend.reproductions") / "results"
    assert sum(len(entry.read_bytes()) for entry in folder.iterdir()) < MOST_BYTES


def test_a_file_is_read_as_it_was_written() -> None:
    run = committed().runs["digits-programming"]
    assert type(run).model_validate_json(run.text()) == run


def test_every_run_is_behind_a_claim() -> None:
    assert {name for claim in CLAIMS.values() for name in claim.runs} == set(all_specs())


def test_a_fresh_store_holds_them_and_the_interface_tells_their_ids(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    store = Store.of(settings)
    prepare(store)
    with store.read() as session:
        before = listing.list_runs(session).total
    prepare(store)  # safe to repeat
    with store.read() as session:
        assert listing.list_runs(session).total == before >= len(list(committed_results()))
    with TestClient(create_app(settings, store=store)) as client:
        listed = client.get("/api/v1/reproductions").json()
        assert listed["total"] == len(CLAIMS)
        for item in listed["items"]:
            assert set(item) == {"id", "title", "claim", "verdict", "evidence"}
            assert item["verdict"] == reproductions()[item["id"]].verdict and item["evidence"]
        one = client.get("/api/v1/reproductions/limits").json()
        digits = next(run for run in one["runs"] if run["name"] == "digits-programming")
        run = client.get(f"/api/v1/runs/{digits['run']}").json()
        assert run["state"] == "done" and run["spec_hash"] == all_specs()["digits-programming"].spec_hash
        assert run["created_at"].startswith(digits["date"])
        assert set(run["energy"]) == set(run["spec"]["networks"])
        missing = client.get("/api/v1/reproductions/result-9")
        assert missing.status_code == 404 and "result-1" in missing.json()["detail"]
