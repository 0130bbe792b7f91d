"""Every page of this package, in flow order."""

from bulletins.pages import (
    articles,
    copies,
    downloads,
    ink,
    instructions,
    issues,
    kinds,
    leader,
    leader_pack,
    planning,
    previews,
    reading,
)

ROUTES: list[object] = [
    *articles.ROUTES,
    *kinds.ROUTES,
    *planning.ROUTES,
    *issues.ROUTES,
    *previews.ROUTES,
    *downloads.ROUTES,
    *reading.ROUTES,
    *copies.ROUTES,
    *leader_pack.ROUTES,
    *leader.ROUTES,
    *ink.ROUTES,
    *instructions.ROUTES,
]
