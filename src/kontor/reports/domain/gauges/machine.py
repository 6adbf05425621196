"""The machine under it: the size of the database, and the room that is left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.db import connection

from kontor import __version__
from kontor.reports.domain.gauges.gauge import Gauge, single


def read(_tenants: Mapping[int, str]) -> Iterator[Gauge]:
    yield Gauge("kontor_build_info", "1, and the version that answers.", {(__version__,): 1}, ("version",))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    yield single("kontor_database_size_bytes", "Size of the database.", size)
    if settings.VAR.is_dir():
        free = shutil.disk_usage(settings.VAR).free
        yield single(
            "kontor_disk_free_bytes", "Room left where Kontor keeps its files, on the answering machine.", free
        )
    if settings.MAIL_STORAGE and Path(settings.MAIL_STORAGE).is_dir():
        free = shutil.disk_usage(settings.MAIL_STORAGE).free
        yield single("kontor_mail_storage_free_bytes", "Room left where large mails and files are kept.", free)
