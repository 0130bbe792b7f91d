"""The pages of the register, gathered for app/routes.py."""

from identity.pages import accounts, book, desks, gate

ROUTES: list[object] = [*gate.ROUTES, *book.ROUTES, *accounts.ROUTES, *desks.ROUTES]
