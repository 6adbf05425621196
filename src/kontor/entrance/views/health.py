"""``/health/``: for the machine that asks whether this one works. Plain, and without sign-in."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kontor import __version__
from kontor.entrance.doors import public
from kontor.entrance.eyes import seen_through_eyes
from kontor.entrance.migrated import known_migrations
from kontor.kernel.outages import drop_dead_connections, is_outage


@seen_through_eyes
@public
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 and one line when the database answers and is migrated, else 503 and what is wrong."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except (DatabaseError, OSError) as error:
        if is_outage(error):
            drop_dead_connections()
        return _answer("database: unreachable", 503)
    if not known_migrations() <= set(applied):
        return _answer("database: migrations missing", 503)
    return _answer(f"ok: kontor {__version__}", 200)


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
