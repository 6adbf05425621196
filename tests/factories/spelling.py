from __future__ import annotations

from typing import Any

from kontor.spelling.models import Word
from kontor.tenants.models import Tenant
from tests.factories import next_number
from tests.support.scoping import in_scope


def make_word(tenant: Tenant, word: str = "", **values: Any) -> Word:
    """An accepted word of the tenant's list."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(next_number()))
    with in_scope(tenant):
        return Word.objects.create(tenant=tenant, word=word or f"Kontorwort{letters}", **values)
