"""Devices: the presets, and those that users bring."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from backend.api.deps import QueueDep, StoreDep
from backend.api.errors import ApiError, responses
from backend.devices import presets
from backend.devices.measured import from_csv
from backend.schemas.device import DeviceCurvesList, DeviceList, DevicePreset, NewDevice
from backend.schemas.tasks import DEVICE_CURVES
from backend.store.devices import DeviceNotFound, delete_device, find_device, own_devices, save_device

router = APIRouter(prefix="/devices", tags=["devices"])


@router.get("", summary="Devices: presets, each with its source, then users' own")
async def list_devices(store: StoreDep) -> DeviceList:
    def read() -> DeviceList:
        with store.read() as session:
            items = [*presets(), *own_devices(session)]
        return DeviceList(items=items, total=len(items))

    return await run_in_threadpool(read)


@router.get("/curves", summary="Every device's laws as curves", responses=responses(503))
async def all_curves(store: StoreDep, queue: QueueDep) -> DeviceCurvesList:
    """Spread, shift and reads over the window at some ages, and drift, in each device's own unit."""
    devices = (await list_devices(store)).items
    asked = {"devices": [device.model_dump(mode="json") for device in devices if device.model is not None]}
    return DeviceCurvesList.model_validate(await queue.ask(DEVICE_CURVES, asked, timeout=20))


@router.get("/{device}", summary="One device", responses=responses(404))
async def get_device(device: str, store: StoreDep) -> DevicePreset:
    def read() -> DevicePreset:
        with store.read() as session:
            found = next((preset for preset in presets() if preset.id == device), None) or find_device(session, device)
        if found is None:
            raise DeviceNotFound(device)
        return found

    return await run_in_threadpool(read)


@router.post(
    "",
    status_code=201,
    summary="Bring a device of your own",
    responses={
        200: {"model": DevicePreset, "description": "A device of this content is here already; it has the new title."},
        **responses(409, 413, 422),
    },
)
async def bring_device(body: NewDevice, request: Request, response: Response, store: StoreDep) -> DevicePreset:
    """From a table of what was measured. `internal_noise.device` takes its id, which is a digest of the table."""
    device = await run_in_threadpool(partial(from_csv, body.csv, title=body.title, unit=body.unit))

    def keep() -> bool:
        with store.write() as session:
            return save_device(session, device)

    response.status_code = 201 if await run_in_threadpool(keep) else 200
    response.headers["Location"] = str(request.url_for("get_device", device=device.id).path)
    return device


@router.delete("/{device}", status_code=204, summary="Forget a device of your own", responses=responses(404, 409))
async def remove_device(device: str, store: StoreDep) -> None:
    """Finished runs and shares that name it keep their numbers, but cannot be computed again without it."""
    if any(preset.id == device for preset in presets()):
        raise ApiError(409, f"{device} ships with the program and stays")

    def delete() -> None:
        with store.write() as session:
            delete_device(session, device)

    await run_in_threadpool(delete)
