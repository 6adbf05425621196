"""A plan in words, as the terminal shows it."""

from __future__ import annotations

import pytest

from kontor.tenant_files.domain.planning import plan
from kontor.tenant_files.domain.telling import told
from kontor.tenants.models import Tenant

NORD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\n"


@pytest.mark.django_db
def test_a_section_that_changes_as_a_whole_is_named_once(nordlicht: Tenant) -> None:
    """In its heading; below it stands what is different, without what is as it always was."""
    text = NORD + "settings: {answers.undo_seconds: 12}\ntelephony: {prefix: '0'}\n"

    assert list(told(plan(text))) == [
        "",
        "Settings",
        "  ~ answers.undo_seconds: – → 12",
        "",
        "Telephony",
        "  ~ prefix: – → 0",
        "",
        "Nordlicht Energie: 0 created, 2 changed, 0 removed.",
    ]


@pytest.mark.django_db
def test_a_new_tenant_is_told_with_what_it_gets_only() -> None:
    text = "format: 1\ntenant: {name: Neu, code: NEU}\nletterhead:\ntelephony: {prefix: '0'}\n"

    assert list(told(plan(text))) == [
        "The tenant Neu (NEU) is created.",
        "",
        "The tenant",
        "  + Neu",
        "",
        "Telephony",
        "  ~ prefix: – → 0",
        "",
        "Neu: 1 created, 1 changed, 0 removed.",
    ]
