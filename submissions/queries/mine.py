"""An officer's own page: one's own texts, or those of the unit; and what the editors look for."""

from datetime import timedelta
from uuid import UUID

from identity.queries import register as identity
from identity.rights import Right, demand
from kernel import clock, vault
from kernel.actor import Actor
from kernel.clock import LOCAL
from submissions.rules.mine import Figures, Focus, Month, Reason, Share, Used
from submissions.store import mine as store
from submissions.store import submissions as choices
from submissions.store.mine import Whose

YEAR = timedelta(days=365)
SHOWN = 10


async def figures(viewer: Actor, *, unit: bool) -> Figures:
    """Twelve months of one's own texts, or of the unit's."""
    demand(viewer, Right.SUBMISSION_READ_OWN)
    whose = Whose(viewer.unit, None if unit else viewer.id, clock.now() - YEAR)
    words = await choices.labels("category", "return_code", "decline_code")
    kinds = {"return": "return_code", "decline": "decline_code"}
    answer = await store.first_answer(whose)
    return Figures(
        tuple(
            Share(words.get(("category", row["category"]), (row["category"], ""))[0], row["sent"], row["adopted"])
            for row in await store.by_category(whose)
        ),
        tuple(Month(**row) for row in await store.by_month(whose, str(LOCAL))),
        tuple(
            Reason(row["action"], words.get((kinds[row["action"]], row["code"]), (row["code"], ""))[0], row["number"])
            for row in await store.reasons(whose)
        ),
        await _used(whose),
        int(answer["number"]) if answer else 0,
        answer["typical"] if answer else None,
    )


async def _used(whose: Whose) -> tuple[Used, ...]:
    rows = await store.adopted(whose, SHOWN)
    boxes = await vault.boxes({row["id"] for row in rows})
    return tuple(
        Used(
            row["id"], boxes[row["id"]].open("title", bytes(row["title_sealed"])), row["number"] or "",
            row["issue_label"], row["at"],
        )
        for row in rows
    )  # fmt: skip


async def focus(viewer: Actor) -> list[Focus]:
    """What the editors look for today; for everyone who writes, and for the office."""
    if not (viewer.may(Right.SUBMISSION_READ_OWN) or viewer.may(Right.SUBMISSION_READ)):
        return []
    return await _focuses(viewer, every=False)


async def every_focus(viewer: Actor) -> list[Focus]:
    """What is, was and will be looked for."""
    demand(viewer, Right.PERIOD_KEEP)
    return await _focuses(viewer, every=True)


async def _focuses(viewer: Actor, *, every: bool) -> list[Focus]:
    today = clock.local(clock.now()).date()
    found = await store.focuses(None if every else today)
    names = await identity.names(viewer, {row["by"] for row, _, _ in found})
    standing = {
        row["id"]: "over" if row["withdrawn"] or row["valid_until"] <= today else "planned" if row["valid_from"] > today else "now"
        for row, _, _ in found
    }  # fmt: skip
    return [
        Focus(row["id"], title, body, row["valid_from"], row["valid_until"], names.get(row["by"], ""), standing[row["id"]])
        for row, title, body in found
    ]  # fmt: skip


async def unit_name(viewer: Actor, id: UUID) -> str:
    """The name of a unit."""
    return (await identity.unit_names(viewer, [id])).get(id, "")
