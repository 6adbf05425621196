from __future__ import annotations

from typing import Any

from kontor.spelling.models import Word
from kontor.tenants.models import Tenant
from tests.support.scoping import in_scope


def make_word(tenant: Tenant, word: str, **values: Any) -> Word:
    """A word of the tenant's list, accepted unless ``state`` says otherwise."""
    with in_scope(tenant):
        return Word.objects.create(tenant=tenant, word=word, **values)
