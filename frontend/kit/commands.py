"""What is shown, as lines for a shell: with the program alone, and over HTTP."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from backend.schemas.device import DevicePreset

Block = tuple[str, str]
"""A heading, and what to copy."""
JSON_HEADER = "-H 'Content-Type: application/json'"


def origin_of(href: str | None) -> str:
    """Scheme and host of a page's address."""
    return "/".join((href or "").split("/")[:3])


def of_run(spec: Mapping[str, Any], origin: str, device: DevicePreset | None = None) -> list[Block]:
    """`device` is the user's own that the spec names."""
    return [
        ("spec.json", json.dumps(spec, indent=2)),
        *_table(device),
        ("Without the web", f"mhoscope run spec.json{_option(device)} -o result.json"),
        ("Over HTTP", f"{_bring(device, origin)}curl -X POST {origin}/api/v1/runs {JSON_HEADER} -d @spec.json"),
    ]


def _table(device: DevicePreset | None) -> list[Block]:
    return [("device.csv", device.table() or "")] if device else []


def _option(device: DevicePreset | None) -> str:
    return " --device device.csv" if device else ""


def _bring(device: DevicePreset | None, origin: str) -> str:
    """The line that makes a server know a device: one that does already says so."""
    if device is None:
        return ""
    body = shlex.quote(json.dumps({"title": device.title, "csv": device.table()}))
    return f"curl -X POST {origin}/api/v1/devices {JSON_HEADER} -d {body}\n"


def of_energy(spec: Mapping[str, Any], request: Mapping[str, Any], origin: str) -> list[Block]:
    """`request` is the body of `POST /energy` but for the network."""
    constants = [f" --constant {name}={value:g}" for name, value in request.get("constants", {}).items()]
    words = [
        f"mhoscope energy spec.json --mode {request['mode']} --technology {request['technology']}",
        *constants,
        " --measured" if request.get("activations") == "measured" else "",
    ]
    body = {"network": "NETWORK", **request}
    each = shlex.quote(json.dumps(body)).replace("NETWORK", "'\"$network\"'")
    loop = f"for network in {' '.join(spec['networks'])}; do\n  curl -X POST {origin}/api/v1/energy {JSON_HEADER} -d {each}\ndone"
    return [("spec.json", json.dumps(spec, indent=2)), ("Energy without the web", "".join(words)), ("Energy over HTTP", loop)]


def of_design(request: Mapping[str, Any], origin: str, device: DevicePreset | None = None) -> list[Block]:
    """`device` is the user's own that the request names."""
    return [
        ("request.json", json.dumps(request, indent=2)),
        *_table(device),
        ("Without the web", f"mhoscope design request.json{_option(device)}"),
        ("Over HTTP", f"{_bring(device, origin)}curl -X POST {origin}/api/v1/designs {JSON_HEADER} -d @request.json"),
    ]


def of_dynamics(request: Mapping[str, Any], origin: str) -> list[Block]:
    return [
        ("request.json", json.dumps(request, indent=2)),
        ("Without the web", "mhoscope dynamics request.json -o dynamics.json"),
        ("Over HTTP", f"curl -X POST {origin}/api/v1/dynamics {JSON_HEADER} -d @request.json"),
    ]


def of_families(request: Mapping[str, Any], origin: str) -> list[Block]:
    body = shlex.quote(json.dumps(request))
    return [("Over HTTP", f"curl -X POST {origin}/api/v1/energy/comparison {JSON_HEADER} -d {body}")]


def of_inspector(question: str, body: Mapping[str, Any], origin: str) -> list[Block]:
    """`question` is votes, mistakes or crossbar."""
    return [
        ("request.json", json.dumps(body, indent=2)),
        ("Over HTTP", f"curl -X POST {origin}/api/v1/seeing/{question} {JSON_HEADER} -d @request.json"),
    ]


def of_claim(claim: str, origin: str) -> list[Block]:
    return [
        ("Its verdict, with figures and numbers", f"mhoscope reproduce {claim} -o figures"),
        ("Checked in minutes", f"mhoscope reproduce {claim} --quick"),
        ("Computed anew", f"mhoscope reproduce {claim} --run"),
        ("Over HTTP", f"curl {origin}/api/v1/reproductions/{claim}"),
    ]


def blocks(parts: Sequence[Block]) -> Any:
    return html.Div([_block(*part) for part in parts])


def _block(title: str, text: str) -> Any:
    copy = dmc.CopyButton("Copy", copiedChildren="Copied", value=text, size="compact-xs", variant="default")
    return html.Div(
        [
            html.Div([html.H3(title), copy], className="block-head"),
            html.Pre(text, tabIndex="0", **{"aria-label": title}),
        ],
        className="block",
    )
