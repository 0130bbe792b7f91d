"""The embedded cluster's way to the next major version of PostgreSQL.

- Only while nobody is attached. The old cluster is left as it was and kept as `before-<version>`: it is the backup.
- A kill at any point leaves either the old cluster or the new one in place; running it again finishes the work.

    .venv/bin/python -m kernel.pgupgrade data/postgres
"""

import os
import shutil
import sys
from pathlib import Path

from kernel import pgtools, postmaster
from kernel.pgplace import Place, alone, is_last, take_seat
from kernel.pgtools import MAJOR, ServerRefused, Tools
from kernel.postgres import ADMIN, initialise


def upgrade(folder: Path) -> Path | None:
    """Bring the cluster to this program's version; the kept old cluster, or None when there was nothing to do."""
    place = Place(folder.resolve())
    with pgtools.plain_errors(place.folder), alone(place):
        seat = take_seat(place)
        try:
            if not is_last(seat):
                raise ServerRefused("database.in_use", path=str(place.folder))
            return _upgrade(place)
        finally:
            os.close(seat)


def version(cluster: Path) -> int:
    """The major version that made the cluster."""
    return int((cluster / "PG_VERSION").read_text(encoding="ascii"))


def _upgrade(place: Place) -> Path | None:
    old = place.folder / "cluster.old"
    if old.exists() and not place.cluster.exists():
        old.rename(place.cluster)
    if old.exists():
        return _keep(place, old)
    found = version(place.cluster)
    if found == MAJOR:
        return None
    if found not in pgtools.VERSIONS:
        raise ServerRefused("database.cannot_upgrade", found=found, wanted=MAJOR)
    _enough_room(place)
    before, after = pgtools.find(place.cluster, found), pgtools.find(place.cluster)
    pgtools.open_way(place.folder, after)
    postmaster.stop(place.cluster, before)
    fresh = place.folder / "cluster.new"
    initialise(place, after, fresh)
    _run(place, before, after, fresh)
    place.cluster.rename(old)
    fresh.rename(place.cluster)
    return _keep(place, old)


def _run(place: Place, before: Tools, after: Tools, fresh: Path) -> None:
    work = place.folder / "upgrading"  # pg_upgrade wants a folder of its own to write in
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    after.own(work)
    after.run(
        "pg_upgrade",
        f"--old-bindir={before.folder}",
        f"--new-bindir={after.folder}",
        f"--old-datadir={place.cluster}",
        f"--new-datadir={fresh}",
        f"--socketdir={work}",
        f"--username={ADMIN}",
        cwd=work,
        environ={"PGPASSWORD": place.password(ADMIN)},
    )
    shutil.rmtree(work)


def _keep(place: Place, old: Path) -> Path:
    kept = place.folder / f"before-{version(old)}"
    shutil.rmtree(kept, ignore_errors=True)
    old.rename(kept)
    return kept


def _enough_room(place: Place) -> None:
    size = sum(path.stat().st_size for path in place.cluster.rglob("*") if path.is_file())
    free = shutil.disk_usage(place.folder).free
    if free < 2 * size:
        raise ServerRefused("database.disk_full", detail=f"{free >> 20} MB < {2 * size >> 20} MB")


if __name__ == "__main__":
    sys.stdout.write(f"{upgrade(Path(sys.argv[1]))}\n")
