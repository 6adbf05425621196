"""Bytes that nothing names any more are removed, and never those that somebody else still names.

Which columns name kept bytes is read from the models, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from kontor.tickets.models import Blob


@dataclass(frozen=True)
class Removed:
    """How many were removed, how many bytes they had, their hashes (hex), and the files that were theirs.

    ``busy`` are those of which somebody is about to keep the same bytes: to be looked at again.
    """

    count: int
    size: int
    hashes: tuple[str, ...]
    files: tuple[str, ...]
    busy: tuple[int, ...]


def remove_unused(blob_ids: Collection[int]) -> Removed:
    """Remove those of them that no row names. Waits for nobody, so it can stand at the end of any transaction.

    First they are locked, then looked at: whoever keeps the same bytes holds a lock on them until the row that names
    them is there.
    """
    wanted = set(blob_ids)
    rows = Blob.objects.filter(pk__in=wanted).select_for_update(of=("self",), skip_locked=True).order_by("sha256")
    locked = set(rows.values_list("pk", flat=True))
    there = set(Blob.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if locked != wanted else locked
    unused = Blob.objects.filter(pk__in=locked)
    for model, column in naming():
        unused = unused.exclude(Exists(model._base_manager.filter(**{column: OuterRef("pk")})))
    gone = list(unused.values_list("pk", "size", "sha256", "place"))
    Blob.objects.filter(pk__in=[pk for pk, *_rest in gone])._raw_delete(Blob.objects.db)
    return Removed(
        count=len(gone),
        size=sum(size for _pk, size, *_rest in gone),
        hashes=tuple(sorted(bytes(digest).hex() for _pk, _size, digest, _place in gone)),
        files=tuple(place for *_rest, place in gone if place),
        busy=tuple(sorted(there - locked)),
    )


@cache
def naming() -> tuple[tuple[type[models.Model], str], ...]:
    """Every column that names kept bytes, with its table."""
    return tuple(
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if field.related_model is Blob
    )
