"""Devices over HTTP: bring one, run on it, share it, take it away."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from backend.devices import named, presets
from backend.schemas.spec import Spec
from backend.store import runs
from backend.store.devices import MOST_DEVICES, save_device
from backend.store.session import Store

URL = "/api/v1/devices"
CSV = "level (uS),mean,std\n0,0,1\n50,50,2\n100,100,3\n"
SWEEP = {"x": {"parameter": "converters.adc_bits", "values": [4, 8]}}


def bring(client: TestClient, csv: str = CSV, title: str = "Mine") -> str:
    answer = client.post(URL, json={"title": title, "csv": csv})
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["id"])


def spec(device: str, **noise: object) -> dict[str, object]:
    return {"networks": ["digits/mlp-noise0"], "internal_noise": {"device": device, **noise}, "sweep": SWEEP}


def test_a_device_is_kept_listed_and_found(client: TestClient) -> None:
    answer = client.post(URL, json={"title": "Mine", "csv": CSV})
    assert answer.status_code == 201
    found = client.get(answer.headers["Location"]).json()
    assert found == answer.json() and found["origin"] == "own"
    assert client.get(f"{URL}/ecram").json()["origin"] == "preset"
    listed = client.get(URL).json()
    assert listed["total"] == len(presets()) + 1 and listed["items"][-1] == found


def test_a_preview_says_what_a_table_means_and_keeps_nothing(client: TestClient) -> None:
    rows = "".join(f"{level},{level + n / 10},{n}\n" for level in (10, 30) for n in range(5))
    answer = client.post(f"{URL}/preview", json={"title": "Mine", "csv": f"level (uS),value,wafer\n{rows}"}).json()
    assert [one["mean"] for one in answer["fit"]] == [pytest.approx(10.2), pytest.approx(30.2)]
    assert answer["points"]["total"] == 10 and answer["device"]["measured"]["level"] == [10, 30]
    assert answer["device"]["remarks"][0] == "Columns that were left out: wafer."
    table = client.post(f"{URL}/preview", json={"title": "Mine", "csv": CSV}).json()
    assert table["fit"] == [] and table["points"] is None
    assert client.get(URL).json()["total"] == len(presets())
    assert client.post(
        URL,
        json={
            "title": "Mine",
            "csv": CSV.replace("std", "std,n").replace(",1\n", ",1,5\n").replace(",2\n", ",2,5\n").replace(",3\n", ",3,5\n"),
        },
    ).json()["remarks"] == ["Columns that were left out: n."]
    refused = client.post(f"{URL}/preview", json={"title": "a", "csv": "level,mean\n"})
    assert refused.status_code == 422 and "std is missing" in refused.json()["detail"]


def test_the_same_content_is_the_same_device(client: TestClient) -> None:
    first = bring(client)
    again = client.post(URL, json={"title": "Renamed", "csv": CSV})
    assert (again.status_code, again.json()["id"], again.json()["title"]) == (200, first, "Mine")
    assert again.json()["remarks"][-1] == "these measurements are here already, as 'Mine'; it keeps this title"
    kept = client.get(f"{URL}/{first}").json()
    assert (kept["title"], kept["remarks"]) == ("Mine", [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"title": "a", "csv": "level,mean\n"}, "csv needs the columns level, mean, std; std is missing"),
        ({"title": "a", "csv": "x" * 70_000}, "csv"),
        ({"title": " ", "csv": CSV}, "title"),
        ({"title": "a", "csv": CSV, "unit": "furlong"}, "unit"),
        ({"title": "a"}, "csv"),
    ],
)
def test_a_bad_device_is_refused(client: TestClient, body: dict[str, str], said: str) -> None:
    answer = client.post(URL, json=body)
    assert answer.status_code == 422 and said in answer.json()["detail"]


def test_a_run_on_it_names_it_whole_and_another_content_is_another_run(client: TestClient) -> None:
    mine, other = bring(client), bring(client, CSV.replace("3", "4"))
    first, second = (client.post("/api/v1/runs", json=spec(device)) for device in (mine, other))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["device"]["measured"]["std"] == [1, 2, 3]
    assert first.json()["spec_hash"] != second.json()["spec_hash"]
    assert client.post("/api/v1/runs", json=spec(mine)).json()["id"] == first.json()["id"]
    assert "in use" in client.delete(f"{URL}/{mine}").json()["detail"]


def test_a_deleted_device_is_gone_for_new_runs(client: TestClient) -> None:
    mine = bring(client)
    assert client.delete(f"{URL}/{mine}").status_code == 204
    assert client.delete(f"{URL}/{mine}").status_code == client.get(f"{URL}/{mine}").status_code == 404
    refused = client.post("/api/v1/runs", json=spec(mine))
    assert refused.status_code == 422 and "or a device of your own that is here" in refused.json()["detail"]
    assert "ships with the program" in client.delete(f"{URL}/ecram").json()["detail"]


def test_an_age_that_was_not_measured_is_refused(client: TestClient) -> None:
    refused = client.post("/api/v1/runs", json=spec(bring(client), age_s=60))
    detail = refused.json()["detail"]
    assert detail.startswith("internal_noise.age_s must be 0 for own-") and "whose ageing is not known; received 60" in detail


def test_there_is_a_most_of_them(client: TestClient, store: Store) -> None:
    mine = client.get(f"{URL}/{bring(client)}").json()
    with store.write() as session:
        for number in range(1, MOST_DEVICES):
            save_device(session, presets()[0].model_validate({**mine, "id": f"own-{number:016d}"}))
    full = client.post(URL, json={"title": "one more", "csv": CSV.replace("3", "4")})
    assert full.status_code == 409 and "delete one first" in full.json()["detail"]
    assert client.post(URL, json={"title": "known", "csv": CSV}).status_code == 200


@pytest.mark.parametrize("in_a_layer", [False, True])
def test_another_law_of_a_preset_is_another_answer(monkeypatch: pytest.MonkeyPatch, in_a_layer: bool) -> None:
    whole = spec("ecram")
    layer = {"internal_noise": {}, "overrides": {"dense_1": {"internal_noise": {"device": "ecram"}}}}
    asked = Spec.model_validate(whole | layer if in_a_layer else whole)

    def keys() -> tuple[str, str]:
        point = runs.plan(asked, weights={"digits/mlp-noise0": "w"}, images={"digits/mlp-noise0": 500})[0]
        return runs.answer_key(asked, {"digits/mlp-noise0": "w"}), point.draws_key

    before = keys()
    monkeypatch.setattr(named, "content_of", lambda _device: "another law")
    assert all(now != then for now, then in zip(keys(), before, strict=True))
