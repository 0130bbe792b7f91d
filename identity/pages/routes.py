"""The pages of the register, gathered for app/routes.py."""

from identity.pages import accounts, book, desks, device, devices, gate

ROUTES: list[object] = [
    *gate.ROUTES, *device.ROUTES, *book.ROUTES, *accounts.ROUTES, *devices.ROUTES, *desks.ROUTES,
]  # fmt: skip
