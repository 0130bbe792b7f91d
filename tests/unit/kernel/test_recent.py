"""The last few results are kept, each made once; what failed is asked for again."""

import pytest

from kernel.recent import Recent


async def test_a_result_is_made_once_and_the_first_made_goes_first() -> None:
    asked: list[str] = []
    recent: Recent[str, str] = Recent(2)

    async def of(key: str) -> str:
        async def made() -> str:
            asked.append(key)
            return key.upper()

        return await recent.got(key, made)

    assert [await of(key) for key in "aabba"] == list("AABBA")
    assert asked == ["a", "b"]
    assert [await of(key) for key in "cba"] == list("CBA")
    assert asked == ["a", "b", "c", "a"]
    assert recent.taken("c") == "C"
    assert recent.taken("c") is None


async def test_work_that_fails_is_not_kept() -> None:
    recent: Recent[str, int] = Recent(2)

    async def failing() -> int:
        raise OSError("no luck")

    async def working() -> int:
        return 1

    with pytest.raises(OSError, match="no luck"):
        await recent.got("a", failing)
    assert await recent.got("a", working) == 1
