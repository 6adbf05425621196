"""A form that came twice finds the tenant that the first one made; a tenant made like another one knows which."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.audit.domain.recording import record_change
from kontor.kernel import clock
from kontor.org.domain.just_created import CREATED_LIKE, created_just_now, pattern_of
from kontor.org.domain.tenants import create_tenant
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.conftest import Frozen
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def made(ada: User, frozen: Frozen) -> Tenant:
    return create_tenant(name="Stadtgrün", code="SG", by=ada)


def found(person: User, *, name: str = "Stadtgrün", code: str = "SG", **more: Any) -> Tenant | None:
    return created_just_now(name=name, code=code, person=person, **more)


def test_the_tenant_one_has_just_made_is_found_however_the_form_writes_it(made: Tenant, ada: User) -> None:
    assert found(ada) == made
    assert found(ada, name="  STADTGRÜN ", code=" sg ") == made


@pytest.mark.parametrize("other", [{"name": "Stadtgrau"}, {"code": "SX"}])
def test_another_name_or_code_is_another_tenant(made: Tenant, ada: User, other: dict[str, str]) -> None:
    assert found(ada, **other) is None


def test_what_somebody_else_made_is_not_ones_own(made: Tenant, dora: User) -> None:
    assert found(dora) is None


def test_after_five_minutes_it_is_no_second_sending(made: Tenant, ada: User, frozen: Frozen) -> None:
    frozen.move(minutes=4, seconds=59)
    assert found(ada) == made
    frozen.move(seconds=1)

    assert found(ada) is None


def test_a_deleted_tenant_is_not_found(made: Tenant, ada: User) -> None:
    with everywhere():
        Tenant.objects.filter(pk=made.pk).update(deleted_at=clock.now())

    assert found(ada) is None


def test_a_later_change_of_an_old_tenant_is_no_creation(made: Tenant, alpina: Tenant, ada: User) -> None:
    with in_scope(alpina):
        record_change("changed", alpina, by=ada, tenant_id=alpina.pk)

    assert found(ada, name=alpina.name, code=alpina.code) is None


def like(made: Tenant, pattern: str, by: User) -> None:
    with in_scope(made):
        record_change(CREATED_LIKE, made, by=by, tenant_id=made.pk, changes={"like": [None, pattern]})


def test_made_like_another_one_is_asked_for_with_the_other_one(made: Tenant, ada: User) -> None:
    like(made, "Alpina (ALPI)", ada)

    assert found(ada, action=CREATED_LIKE, changes={"like": [None, "Alpina (ALPI)"]}) == made
    assert found(ada, action=CREATED_LIKE, changes={"like": [None, "Nordlicht (NORD)"]}) is None
    assert found(ada, action="deleted") is None


def test_the_pattern_is_known_by_its_name_without_its_code(made: Tenant, ada: User) -> None:
    with everywhere():
        assert pattern_of(made) == ""
    like(made, "Alpina (Süd) (ALPI)", ada)

    with everywhere():
        assert pattern_of(made) == "Alpina (Süd)"


def test_the_pattern_of_another_tenant_is_not_this_ones(made: Tenant, alpina: Tenant, ada: User) -> None:
    like(made, "Nordlicht (NORD)", ada)

    with everywhere():
        assert pattern_of(alpina) == ""
