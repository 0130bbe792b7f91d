"""What `zhengxun doctor` looks at in the service's key device: its PIN, its tries, its certificates."""

import asyncio
from pathlib import Path

from app.examinations import Finding, State, refused
from app.runtime import open_device
from app.settings import Settings
from app.templating import message
from crypto.certificates import expiry
from crypto.certificates.expiry import Urgency
from crypto.devices import registry
from crypto.devices.base import Driver, Pair, Tries
from crypto.errors import DeviceError
from kernel import clock
from kernel.errors import StartRefused

LASTING = {Urgency.FINE: State.OK, Urgency.NOTED: State.OK, Urgency.SOON: State.WARN, Urgency.URGENT: State.WARN}


async def device(settings: Settings) -> list[Finding]:
    """The service's key device opens with its PIN. A wrong PIN costs one of its tries, as at every start."""
    address = settings.device_address
    if address.driver is Driver.SOFTWARE and not await asyncio.to_thread(Path(address.path).exists):
        return [Finding("device", State.OK, "doctor.device_none", {})]
    try:
        tries = await asyncio.to_thread(_tries, settings)
        opened = await asyncio.to_thread(open_device, settings)
    except StartRefused as refusal:
        return [refused("device", refusal)]
    try:
        facts: dict[str, object] = {"driver": message(f"device.driver.{opened.driver}"), "serial": opened.serial}
        facts |= {"left": tries.left, "limit": tries.limit}
        whole = tries.left == tries.limit
        code = "doctor.device" if whole else "doctor.device_tries"
        found = [Finding("device", State.OK if whole else State.WARN, code, facts)]
        return [*found, *_certificates(await asyncio.to_thread(opened.certificates))]
    finally:
        await asyncio.to_thread(opened.close)


def _tries(settings: Settings) -> Tries:
    """As they were before this examination's own try."""
    try:
        found = registry.open(settings.device_address, folder=settings.secrets_folder)
    except DeviceError:
        return Tries(0, 0)  # opening it with the PIN will say why
    try:
        return found.tries()
    finally:
        found.close()


def _certificates(pair: Pair) -> list[Finding]:
    found = []
    for use, held in (("sign", pair.sign), ("encrypt", pair.encrypt)):
        if held is None:
            continue
        left = expiry.of_certificate(held, clock.now())
        state = LASTING.get(left.urgency, State.BAD)
        code = "doctor.device_certificate" if state is State.OK else "doctor.device_certificate_over"
        words = message(f"ca.left.{left.urgency}", days=abs(left.days))
        day = f"{clock.local(held.not_after):%Y-%m-%d}"
        facts = {"use": message(f"doctor.device_use.{use}"), "day": day, "left": words}
        found.append(Finding("device", state, code, facts))
    return found
