"""Command lines that do what they say."""

from __future__ import annotations

import json
import shlex
import subprocess

import pytest

from backend.devices.measured import from_csv
from backend.schemas.device import NewDevice
from frontend.features.explore import ids
from frontend.features.explore.exporting import TITLES, blocks_of, energy_request, own_device
from frontend.kit import commands
from frontend.kit.client import Api
from frontend.kit.state import View, spec_of
from worker.cli.reproduce import reproduce

ORIGIN = "http://localhost:8765"


def test_the_loop_over_networks_sends_what_the_page_asks() -> None:
    view = View(networks=("digits/mlp-noise0", "digits/cnn-noise0"), constants=("adc_pj:2.5",), energy_mode="training")
    asked = energy_request(view, ["adc_pj"])
    blocks = dict(commands.of_energy(spec_of(view), asked, ORIGIN))
    assert "--constant adc_pj=2.5" in blocks["Energy without the web"]
    assert "--mode training" in blocks["Energy without the web"]
    script = f'curl() {{ echo "${{@: -1}}"; }}\n{blocks["Energy over HTTP"]}'
    sent = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    assert [json.loads(line) for line in sent] == [{"network": network, **asked} for network in view.networks]


def test_a_body_survives_the_shell() -> None:
    request = {"technology": "it's", "equal_weights": None}
    line = dict(commands.of_families(request, ORIGIN))["Over HTTP"]
    assert json.loads(shlex.split(line)[-1]) == request


def test_a_claim_is_a_command_of_the_program() -> None:
    for _title, line in commands.of_claim("limits", ORIGIN)[:-1]:
        program, *arguments = shlex.split(line)
        with reproduce.make_context(program, arguments[1:]) as context:
            assert (program, arguments[0]) == ("mhoscope", "reproduce") and list(context.params["ids"]) == ["limits"]


def test_a_design_is_asked_again_from_its_own_request() -> None:
    blocks = dict(commands.of_design({"question": "fewest_bits"}, ORIGIN))
    assert json.loads(blocks["request.json"]) == {"question": "fewest_bits"}
    assert blocks["Without the web"] == "mhoscope design request.json"


def test_a_device_of_ones_own_stands_beside_what_names_it() -> None:
    own = from_csv("level (uS),mean,std\n0,0,1\n100,99,2\n", title="It's mine")
    spec = {"networks": ["digits/mlp-noise0"], "internal_noise": {"device": own.id}}
    for blocks in (dict(commands.of_run(spec, ORIGIN, own)), dict(commands.of_design(spec, ORIGIN, own))):
        assert "--device device.csv" in blocks["Without the web"]
        assert from_csv(blocks["device.csv"], title="device").id == own.id
        bring, ask = blocks["Over HTTP"].splitlines()
        body = NewDevice.model_validate_json(shlex.split(bring)[-1])
        assert from_csv(body.csv, title=body.title, unit=body.unit) == own
        assert f"{ORIGIN}/api/v1/" in ask
    assert "device.csv" not in str(commands.of_run(spec, ORIGIN))


async def test_only_a_device_of_ones_own_is_looked_for(api: Api) -> None:
    own = await api.bring_device({"title": "Mine", "csv": "level (uS),mean,std\n0,0,1\n100,99,2\n"})
    found = await own_device(api, {"internal_noise": {"device": own.id}})
    assert found and found.id == own.id
    in_a_layer = {"overrides": {"dense": {"digital": True}, "dense_1": {"internal_noise": {"device": own.id}}}}
    assert await own_device(api, in_a_layer) == found
    for asked in ({}, {"internal_noise": {}}, {"internal_noise": {"device": "ecram"}}):
        assert await own_device(api, asked) is None


@pytest.mark.parametrize("which", TITLES)
async def test_every_button_shows_commands_for_what_is_on_the_page(api: Api, which: str) -> None:
    view = View(networks=("digits/mlp-noise0",), overrides=("dense:digital",))
    request = energy_request(view, ())
    asks = which in (ids.DESIGN_COMMANDS, ids.ATTRIBUTION_COMMANDS)
    asked = {"question": "attribution", "networks": list(view.networks)} if asks else None
    found = dict(await blocks_of(api, which, view, request, asked, "usual", ORIGIN))
    assert found
    if which == ids.ENERGY_COMMANDS:
        assert '"overrides": {"dense": {"digital": true}}' in found["Energy over HTTP"]
        assert "--mode inference" in found["Energy without the web"]
