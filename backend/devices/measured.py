"""A user's own device: from a table of measurements to laws that pass through them.

The id of the device is a digest of its content, so that a spec that names it says what it simulates, on any machine.
"""

from __future__ import annotations

from backend.devices.columns import READ
from backend.devices.sheet import wrong
from backend.devices.tables import understood
from backend.options.noise import OWN
from backend.schemas.canonical import digest
from backend.schemas.device import Ages, DeviceModel, DevicePreset, DevicePreview, Drift, Measured
from backend.schemas.device_law import Interpolated
from backend.schemas.table_text import NotText, text_of


def is_own(device: str | None) -> bool:
    """Return whether an id is that of a user's own device."""
    return device is not None and device.startswith(OWN)


def as_understood_now(device: DevicePreset) -> DevicePreset:
    """Return a kept device with the laws that its measurements have now; they may be from an earlier version of the program."""
    if device.measured is None or device.model is None:
        return device
    return _device(device.measured, title=device.title, unit=device.model.unit, remarks=device.remarks)


def from_csv(text: str | bytes, *, title: str, unit: str | None = None) -> DevicePreset:
    """Return a device whose error laws pass through measurements, linear between levels.

    `text` is a table, or the bytes of its file, with the columns level, mean, std and optionally read (standard deviation of one
    read); or of single measurements with the columns level, value and optionally time and device, to which all of this and drift
    are fitted. The window extends from the lowest level to the highest. The unit is given by `unit` or in the heading, as in
    "level (uS)". Raises DeviceError, which says what is wrong.
    """
    return preview(text, title=title, unit=unit).device


def preview(text: str | bytes, *, title: str, unit: str | None = None) -> DevicePreview:
    """Return the device of `from_csv` with what was fitted to single measurements, and these. Raises DeviceError."""
    if isinstance(text, bytes):
        try:
            text = text_of(text)
        except NotText as fault:
            raise wrong(str(fault)) from None
    found = understood(text, unit)
    device = _device(found.measured, title=title, unit=found.unit, remarks=found.remarks)
    return DevicePreview(device=device, fit=list(found.fit), points=found.points)


def _device(measured: Measured, *, title: str, unit: str, remarks: tuple[str, ...]) -> DevicePreset:
    levels = measured.level

    def through(values: tuple[float, ...]) -> Interpolated:
        return Interpolated(at=levels, values=values)

    away = tuple(mean - level for level, mean in zip(levels, measured.mean, strict=True))
    drift = None
    if measured.nu is not None and measured.nu_std is not None and measured.t0_s is not None:
        drift = Drift(t0_s=measured.t0_s, mean=through(measured.nu), spread=through(measured.nu_std))
    model = DeviceModel(
        unit=unit,
        low=levels[0],
        high=levels[-1],
        spread=Ages(ages_s=(0.0,), laws=(through(measured.std),)),
        shift=Ages(ages_s=(0.0,), laws=(through(away),)) if any(away) else None,
        drift=drift,
        read=through(measured.read) if measured.read is not None else None,
        clips="nothing",
        clips_source="The mean and standard deviation at the ends are as measured.",
        levels=levels,
        oldest_s=measured.oldest_s or 0.0,
    )
    ageing = "It drifts by the exponents of its levels." if drift else "Fresh only: how it ages is not part of the table."
    return DevicePreset(
        id=f"{OWN}{digest({'unit': unit, 'measured': _content(measured)})[:16]}",
        title=title.strip(),
        technology="own",
        origin="own",
        programming=None,
        read=None,
        citation=f"Measured at {len(levels)} levels from {levels[0]:g} to {levels[-1]:g} {unit}; brought by a user.",
        note=f"Mean and standard deviation go straight from level to level. {ageing}",
        model=model,
        measured=measured,
        remarks=remarks,
    )


def _content(measured: Measured) -> dict[str, object]:
    """Return measurements as the id digests them: what was not known when the first ids were made counts where it is there."""
    document = measured.model_dump(mode="json")
    return {name: values for name, values in document.items() if values is not None or name == READ}
