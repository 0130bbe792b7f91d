"""Every page of this package."""

from scores.pages import appeals, office, rulesets, standing

ROUTES: list[object] = [*standing.ROUTES, *rulesets.ROUTES, *appeals.ROUTES, *office.ROUTES]
