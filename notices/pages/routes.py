"""Every page of this package."""

from notices.pages import lists

ROUTES: list[object] = [*lists.ROUTES]
