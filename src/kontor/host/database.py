"""The database of this installation: Kontor's own server in ``var``, or the one that the environment names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kontor.host import environment
from kontor.host.folder import Folder
from kontor.host.killed_restore import clear_up, look_after_named
from kontor.host.postgres import address
from kontor.host.postgres.cluster import Cluster
from kontor.host.postgres.roles import grant, make_database, make_roles, mark_leakproof
from kontor.host.say import give_up

PREPARING = 0x6B6F6E746F72
"""Whoever prepares the server holds this lock of the database ``postgres``."""


def own_cluster(folder: Folder) -> Cluster:
    return Cluster(folder.postgres, log=folder.log / "postgres.log", password=folder.secret("database-postgres"))


def prepare(cluster: Cluster, folder: Folder, database: str = address.DATABASE) -> bool:
    """Roles and database on Kontor's own server, which is running. Says whether the database is new.

    Two commands at once, such as both sides of a pipe, do it one after the other.
    """
    with cluster.admin() as first:
        first.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        make_roles(first, environment.passwords(folder))
        is_new = make_database(first, database)
        with cluster.admin(database) as admin:
            grant(admin)
            mark_leakproof(admin)
    return is_new


@contextmanager
def database(folder: Folder, *, make: bool = False, restoring: bool = False) -> Iterator[Cluster | None]:
    """The database answers inside this block, and the environment says where. None: it is not Kontor's own.

    Beside a running Kontor its server is used; otherwise one is started and stopped afterwards. Where there is none it
    is made for those that ask for it; the others stop: in the wrong folder a backup of nothing would look like one.
    Whoever is ``restoring`` may begin where another restore was killed.
    """
    if environment.has_own_server() and not make and not (folder.postgres / "PG_VERSION").exists():
        give_up(f"There is no database in {folder.path}. Go to the folder that holds var, or name var in KONTOR_VAR.")
    environment.use_secrets(folder)
    if not environment.has_own_server():
        look_after_named(folder, restoring=restoring)
        yield None
        return
    cluster = own_cluster(folder)
    beside = folder.is_occupied()
    if beside and not cluster.attach():
        give_up("Kontor is just starting or stopping. Try again in a moment.")
    if not beside:
        folder.occupy()
        cluster.start()
    try:
        if not beside:
            clear_up(cluster, folder)
        prepare(cluster, folder)
        environment.use_own_server(folder, cluster.port)
        yield cluster
    finally:
        cluster.stop()
        if not beside:
            folder.release()
