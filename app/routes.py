"""Every page list and every table, in flow order. A newcomer's first grep."""

from typing import Any

from app import applying, calendar, health, home
from archive import pages as archive_pages
from bulletins.api import issues as bulletins_api
from bulletins.pages import routes as bulletins_pages
from gate import pages as gate_pages
from identity import api as identity_api
from identity.pages import routes as identity_pages
from notices.pages import routes as notices_pages
from scores.pages import routes as scores_pages
from submissions.api import oa as oa_api
from submissions.api import submissions as submissions_api
from submissions.pages import routes as submissions_pages

PAGES: list[Any] = [
    *health.ROUTES,
    *home.ROUTES,
    *calendar.ROUTES,
    *applying.ROUTES,
    *identity_pages.ROUTES,
    *notices_pages.ROUTES,
    *gate_pages.ROUTES,
    *scores_pages.ROUTES,
    *submissions_pages.ROUTES,
    *bulletins_pages.ROUTES,
    *archive_pages.ROUTES,
]
API: list[Any] = [*identity_api.API, *submissions_api.API, *oa_api.API, *bulletins_api.API]
