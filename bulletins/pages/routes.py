"""Every page of this package, in flow order."""

from bulletins.pages import articles, instructions, issues, kinds, reading, scores

ROUTES: list[object] = [
    *articles.ROUTES,
    *kinds.ROUTES,
    *issues.ROUTES,
    *reading.ROUTES,
    *instructions.ROUTES,
    *scores.ROUTES,
]
