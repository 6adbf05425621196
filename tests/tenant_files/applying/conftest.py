"""What a file says is compared, and done."""

from __future__ import annotations

import pytest
from django.db import transaction

from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.problems import BadFile

NORD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n"


def only(raw: str) -> str:
    with pytest.raises(BadFile) as caught, transaction.atomic():
        apply(raw, by=None, file_name="x.yaml")
    [problem] = caught.value.problems
    return str(problem)
