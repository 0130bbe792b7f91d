"""The pages of the register, gathered for app/routes.py."""

from identity.pages import accounts, applications, book, desks, device, devices, gate, leaving

ROUTES: list[object] = [
    *gate.ROUTES, *device.ROUTES, *book.ROUTES, *accounts.ROUTES, *devices.ROUTES, *desks.ROUTES,
    *leaving.ROUTES, *applications.ROUTES,
]  # fmt: skip
