"""The token that a session's forms carry, read off a page once for every session."""

from weakref import WeakKeyDictionary

import httpx

_read: WeakKeyDictionary[httpx.AsyncClient, tuple[str, str]] = WeakKeyDictionary()
_MARK = 'name="_csrf" value="'


async def token_of(client: httpx.AsyncClient) -> str:
    """Empty for who is not signed in."""
    session = str(sorted((cookie.name, cookie.value) for cookie in client.cookies.jar))
    if client not in _read or _read[client][0] != session:
        text = (await client.get("/me")).text
        found = text.split(_MARK, 1)[1].split('"', 1)[0] if _MARK in text else ""
        if not found:
            return ""
        _read[client] = (session, found)
    return _read[client][1]
