"""Whoever ticks everything: a declaration for whatever is held."""


class _Everything(frozenset[bytes]):
    def __contains__(self, digest: object) -> bool:
        return isinstance(digest, bytes)


EVERYTHING = _Everything()
