"""Every page of this package, in flow order."""

from bulletins.pages import articles, copies, downloads, instructions, issues, kinds, previews, reading, scores

ROUTES: list[object] = [
    *articles.ROUTES,
    *kinds.ROUTES,
    *issues.ROUTES,
    *previews.ROUTES,
    *downloads.ROUTES,
    *reading.ROUTES,
    *copies.ROUTES,
    *instructions.ROUTES,
    *scores.ROUTES,
]
