"""Options of internal noise: errors of conductances when a chip is programmed, and at every read."""

from __future__ import annotations

from backend.options import causes
from backend.options.felt import DEVICE
from backend.options.option import (
    FAULTS,
    INTERNAL,
    PROGRAMMING,
    READING,
    Option,
    Slider,
    Sweep,
)
from backend.options.rules import needs, needs_none

OWN = "own-"
"""How the ids of users' own devices begin, which have a table of levels."""

OWN_NOISE = needs_none(
    DEVICE,
    "The device's own noise replaces it.",
    "internal_noise.device must be null to sweep programming or read noise, which a device preset replaces",
)
"""No device with laws of its own, which would replace the two sigmas."""
OWN_LAWS = needs_none(DEVICE, "The device's own laws say it.")
"""No device with laws of its own, which would replace the error laws."""
A_DEVICE = needs(DEVICE, "Only a device with laws of its own ages.")
"""A device with laws of its own."""
AN_AGEING_DEVICE = needs(DEVICE, "Only a device with laws of its own ages.", "internal_noise.device must be given")
"""The same for a sweep of the age; whether this device ages is checked where devices are known."""
FLOOR = needs("internal_noise.floor", "Thermal and shot noise are off.", "internal_noise.floor must be true")
"""Thermal and shot noise are switched on."""
SIGMA = Slider(largest=20, step=0.1)
"""The slider of a sigma, in percent."""

ERRORS = (
    Option(
        field="internal_noise.programming",
        title="Programming error",
        meaning="Drawn once, when a chip is programmed: the same error for every image and time step.",
        key="p",
        group=INTERNAL,
        unit="%",
        scale=0.01,
        leading=True,
        slider=SIGMA,
        sweep=Sweep(usual=(0, 20), usual_up=(0, 10)),
        needs=(OWN_NOISE,),
        always=True,
        causes=(causes.PROGRAMMING,),
        off=0.0,
    ),
    Option(
        field="internal_noise.read",
        title="Read noise",
        meaning="Redrawn at every matrix-vector multiplication.",
        key="r",
        group=INTERNAL,
        unit="%",
        scale=0.01,
        leading=True,
        slider=SIGMA,
        sweep=Sweep(usual=(0, 20), usual_up=(0, 10)),
        needs=(OWN_NOISE,),
        causes=(causes.READ,),
        off=0.0,
    ),
    Option(
        field="internal_noise.reference",
        title="Sigma as a fraction of",
        meaning="The range from the smallest to the largest weight of a layer, 2 max |w|, or its largest |w|.",
        key="ref",
        group=INTERNAL,
        leading=True,
        words={"range": "the weight range", "max": "max |w|"},
        needs=(needs_none(DEVICE),),
        caption="sigma in % of {}",
        always=True,
        neutral="The unit of programming error and read noise.",
    ),
    Option(
        field=DEVICE,
        title="Device",
        meaning="A device with laws of its own, in place of the two sigmas.",
        key="dv",
        group=INTERNAL,
        leading=True,
        causes=(causes.PROGRAMMING, causes.READ, causes.DRIFT),
    ),
    Option(
        field="internal_noise.age_s",
        title="Device age",
        meaning="Seconds since the devices were programmed: they drift, and spread.",
        key="ag",
        group=INTERNAL,
        unit="s",
        leading=True,
        sweep=Sweep(usual=(1, 86_400), logarithmic=True),
        needs=(AN_AGEING_DEVICE,),
        caption="{} after programming",
        always=True,
        causes=(causes.DRIFT,),
        off=0.0,
    ),
    Option(
        field="internal_noise.drift_compensation",
        title="Drift compensation",
        meaning="Outputs are divided by how much the current of all devices, stuck ones too, has changed since programming.",
        key="dc",
        group=INTERNAL,
        name="compensation",
        leading=True,
        needs=(A_DEVICE,),
        caption={True: "drift compensated by one factor"},
        causes=(causes.DRIFT,),
        off=False,
    ),
)
FAULTY = (
    Option(
        field="internal_noise.stuck_low",
        title="Devices stuck at G_min",
        meaning="Share of all devices.",
        key="sl",
        group=FAULTS,
        unit="%",
        scale=0.01,
        sweep=Sweep(usual=(0, 20)),
        caption="{} of devices stuck at G_min",
        unlike_sigma="stuck devices",
        causes=(causes.STUCK,),
        off=0.0,
    ),
    Option(
        field="internal_noise.stuck_high",
        title="Devices stuck at G_max",
        meaning="Share of all devices.",
        key="sh",
        group=FAULTS,
        unit="%",
        scale=0.01,
        sweep=Sweep(usual=(0, 20)),
        caption="{} of devices stuck at G_max",
        unlike_sigma="stuck devices",
        causes=(causes.STUCK,),
        off=0.0,
    ),
    Option(
        field="internal_noise.stuck_random",
        title="Devices stuck anywhere",
        meaning="Share of all devices, at conductances anywhere in the window.",
        key="sr",
        group=FAULTS,
        unit="%",
        scale=0.01,
        sweep=Sweep(usual=(0, 20)),
        caption="{} of devices stuck anywhere in the window",
        unlike_sigma="stuck devices",
        causes=(causes.STUCK,),
        off=0.0,
    ),
)
LAWS = (
    Option(
        field="internal_noise.distribution",
        title="Error distribution",
        meaning="Of the programming error; sigma is the standard deviation of either.",
        key="ds",
        group=PROGRAMMING,
        words={"gaussian": "gaussian", "uniform": "uniform"},
        needs=(OWN_LAWS,),
        caption="{} programming error",
        causes=(causes.PROGRAMMING,),
        off="gaussian",
    ),
    Option(
        field="internal_noise.law",
        title="Error against conductance",
        meaning="How a device's error grows with its conductance G; all agree at G_max.",
        key="lw",
        group=PROGRAMMING,
        words={"independent": "constant", "proportional": "∝ G", "inverse": "∝ 1/G"},
        needs=(OWN_LAWS,),
        caption={"proportional": "error proportional to G", "inverse": "error proportional to 1/G"},
        causes=(causes.PROGRAMMING, causes.READ),
        off="independent",
    ),
    Option(
        field="internal_noise.clip",
        title="Clip to the conductance window",
        meaning="Programmed conductances stay between G_min and G_max: idle devices err to one side only. Devices with laws of "
        "their own are clipped as their sources say, or by this.",
        key="cl",
        group=PROGRAMMING,
        caption={True: "conductances clipped to their window"},
        causes=(causes.PROGRAMMING,),
        off=False,
    ),
)
READS = (
    Option(
        field="internal_noise.rtn_share",
        title="Devices with telegraph noise",
        meaning="Share of devices that have one trap, filled or empty at every read.",
        key="ts",
        group=READING,
        unit="%",
        scale=0.01,
        sweep=Sweep(usual=(0, 100)),
        needs=(needs("internal_noise.rtn_amplitude", to_sweep="internal_noise.rtn_amplitude must be above 0"),),
        caption="telegraph noise in {} of devices",
        unlike_sigma="telegraph noise",
        causes=(causes.TELEGRAPH,),
        off=0.0,
    ),
    Option(
        field="internal_noise.rtn_amplitude",
        title="Telegraph noise amplitude",
        meaning="Step between the two states, as a share of the conductance.",
        key="ta",
        group=READING,
        unit="%",
        scale=0.01,
        sweep=Sweep(usual=(0, 100)),
        needs=(needs("internal_noise.rtn_share", "No device has telegraph noise.", "internal_noise.rtn_share must be above 0"),),
        causes=(causes.TELEGRAPH,),
        off=0.0,
    ),
    Option(
        field="internal_noise.floor",
        title="Thermal and shot noise",
        meaning="4kTG and 2qI of every device over the read bandwidth: the least that physics allows.",
        key="nf",
        group=READING,
        caption={True: "thermal and shot noise"},
        unlike_sigma="thermal and shot noise",
        causes=(causes.THERMAL,),
        off=False,
    ),
    Option(
        field="internal_noise.bandwidth_hz",
        title="Read bandwidth",
        meaning="1 / (2 t) for a current integrated over the time t.",
        key="bw",
        group=READING,
        unit="Hz",
        least=1e-3,
        sweep=Sweep(usual=(1e4, 1e8), logarithmic=True),
        needs=(FLOOR,),
        causes=(causes.THERMAL,),
    ),
    Option(
        field="internal_noise.temperature_k",
        title="Temperature",
        meaning="Of the devices, for their thermal noise.",
        key="tk",
        group=READING,
        unit="K",
        sweep=Sweep(usual=(200, 400)),
        needs=(FLOOR,),
        causes=(causes.THERMAL,),
    ),
    Option(
        field="internal_noise.read_voltage_v",
        title="Read voltage",
        meaning="On a row whose input is the layer's largest.",
        key="rv",
        group=READING,
        unit="V",
        least=1e-3,
        sweep=Sweep(usual=(0.05, 0.5)),
        needs=(FLOOR,),
        causes=(causes.THERMAL,),
    ),
)
OPTIONS = (*ERRORS, *FAULTY, *LAWS, *READS)
