"""Every page of this package."""

from notices.pages import gateway, lists, sent, settings, urging

ROUTES: list[object] = [*lists.ROUTES, *settings.ROUTES, *sent.ROUTES, *urging.ROUTES, *gateway.ROUTES]
