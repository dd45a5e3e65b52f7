"""Energy for each multiply-accumulate, and ISAAC's figures put right."""

from __future__ import annotations

from backend.reproductions.claim import Claim, part
from backend.reproductions.claims.energy_training import CNNS, MLP, rnn
from backend.reproductions.measurements import Measurements
from backend.reproductions.wording import title
from backend.schemas.reproduction import Chart, Finding, NumbersTable, Part, Series, Verdict

LIMIT_PJ = 1.0
NETWORKS = (rnn(4), rnn(28), MLP, *CNNS)
TECHNOLOGIES = {
    "marinella-2018": "analog ReRAM block (Marinella 2018)",
    "sonos-2022": "SONOS core (Xiao 2022)",
    "ecram-2020": "ECRAM cells in that block (Melianas 2020)",
    "isaac-2016": "ISAAC (Shafiee 2016)",
}
LOW_POWER = ("marinella-2018", "sonos-2022", "ecram-2020")

# A. Shafiee et al., ISCA 2016, configuration CE, table of power and area.
TILE_MW, TILE_BESIDES_ARRAYS_MW, CHIP_W, DADIANNAO_W = 330.0, 40.9, 65.8, 20.1
STUDY_TILE_MW, STUDY_CHIP_W = 40.0, 20.0
TIMES_FROM, TIMES_TO = 10.0, 50.0


def parts(measured: Measurements) -> list[Part]:
    return [
        part("Analog crossbars compute below 1 pJ per multiply-accumulate", [_below(measured, *place) for place in _places()]),
        part("ISAAC draws about 40 mW a tile and 20 W a chip", [tile_power(TILE_MW), chip_power(CHIP_W)]),
        part(
            "ISAAC takes 10 to 50 times 1 pJ per multiply-accumulate",
            [times(_pj_per_mac(measured, network, "isaac-2016"), _name(network)) for network in NETWORKS],
        ),
    ]


def _places() -> list[tuple[str, str]]:
    return [(network, technology) for technology in LOW_POWER for network in NETWORKS]


def _pj_per_mac(measured: Measurements, network: str, technology: str) -> float:
    return measured.energy(network, technology, "inference").pj_per_mac


def _name(network: str) -> str:
    return CNNS.get(network) or title(network)


def _below(measured: Measurements, network: str, technology: str) -> Finding:
    one = measured.energy(network, technology, "inference")
    high = (one.total_high_pj or one.total_pj) / one.macs
    verdict: Verdict = "holds" if high < LIMIT_PJ else "fails" if one.pj_per_mac > LIMIT_PJ else "open"
    evidence = f"{one.pj_per_mac:.3g} pJ, at most {high:.3g} pJ with every assumption at its high end"
    return Finding(choice=f"{_name(network)} on the {TECHNOLOGIES[technology]}", verdict=verdict, evidence=evidence)


def tile_power(published_mw: float) -> Finding:
    """The study's tile figure against the source's: within 10 %."""
    near = abs(STUDY_TILE_MW / published_mw - 1) < 0.1
    evidence = (
        f"the source gives {published_mw:g} mW; {TILE_BESIDES_ARRAYS_MW:g} mW is the part of a tile that is not its "
        "12 in-situ multiply-accumulate units"
    )
    return Finding(choice="", verdict="holds" if near else "fails", evidence=evidence)


def chip_power(published_w: float) -> Finding:
    near = abs(STUDY_CHIP_W / published_w - 1) < 0.1
    evidence = f"the source gives {published_w:g} W; {DADIANNAO_W:g} W is DaDianNao, the chip it is compared to"
    return Finding(choice="", verdict="holds" if near else "fails", evidence=evidence)


def times(pj_per_mac: float, name: str) -> Finding:
    verdict: Verdict = "holds" if TIMES_FROM * LIMIT_PJ <= pj_per_mac <= TIMES_TO * LIMIT_PJ else "fails"
    return Finding(choice=name, verdict=verdict, evidence=f"{pj_per_mac:.3g} pJ")


def charts(measured: Measurements) -> list[Chart]:
    series = [
        Series(
            name=words,
            x=[_name(network) for network in NETWORKS],
            y=[_pj_per_mac(measured, network, technology) for network in NETWORKS],
        )
        for technology, words in TECHNOLOGIES.items()
    ]
    rows = [
        [words, _name(network), f"{_pj_per_mac(measured, network, technology):.4g} pJ"]
        for technology, words in TECHNOLOGIES.items()
        for network in NETWORKS
    ]
    return [
        Chart(
            kind="bars",
            title="Energy of one multiply-accumulate",
            x_title="",
            y_title="pJ",
            y_scale="log",
            series=series,
            definition="One inference over its multiply-accumulates; 8 bit, ISAAC 16 bit. Closed forms, published unit costs.",
            caption=(
                "ISAAC's full arrays take 3.2 pJ per 16-bit multiply-accumulate by its own peak figures (627.5 GOPS/W, two "
                "operations each); networks that fill arrays less take more."
            ),
            numbers=NumbersTable(head=["Technology", "Network", "Energy of a multiply-accumulate"], rows=rows),
        )
    ]


CLAIM = Claim(
    id="energy-isaac",
    runs=(),
    parts=parts,
    charts=charts,
)
