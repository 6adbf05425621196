"""Two people who apply a file at the same moment, each on a connection of their own."""

from __future__ import annotations

from functools import partial

from django.utils import translation

from kontor.kernel.errors import Refused
from kontor.org.models import ClosingCode
from kontor.people.models import User
from kontor.tenant_files.domain.applying import apply
from kontor.tenant_files.domain.planning import plan
from kontor.tenants.models import Tenant
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once

NORD = "format: 1\ntenant: {name: Nordlicht Energie, code: NORD}\nclosing_codes: [{code: A, name: %s}]\n"
NEW = "format: 1\ntenant: {name: Seewind, code: SEE}\nclosing_codes: [{code: A, name: Fertig}]\n"


def _apply(raw: str, by: User, planned: str | None) -> int:
    with translation.override("en"):
        return len(apply(raw, by=by, file_name="x.yaml", planned=planned)[1].steps)


def test_of_two_plans_of_one_tenant_the_second_is_refused(
    committed_db: str, nordlicht: Tenant, sven: User, ada: User
) -> None:
    texts = [NORD % "Fertig", NORD % "Aus"]
    seen = [plan(text).fingerprint for text in texts]

    results = at_once(partial(_apply, texts[0], sven, seen[0]), partial(_apply, texts[1], ada, seen[1]))

    [won] = [place for place, each in enumerate(results) if each == 1]
    lost = results[1 - won]
    assert isinstance(lost, Refused)
    assert str(lost) == "The tenant was changed after this plan was made. Nothing was written. Look at a new plan."
    with in_scope(nordlicht):
        assert [code.name for code in ClosingCode.objects.all()] == [["Fertig", "Aus"][won]]


def test_the_same_file_at_once_is_applied_once(committed_db: str, nordlicht: Tenant, sven: User, ada: User) -> None:
    text = NORD % "Fertig"

    results = at_once(partial(_apply, text, sven, None), partial(_apply, text, ada, None))

    assert sorted(map(str, results)) == ["0", "1"]


def test_a_new_tenant_at_once_is_there_once(committed_db: str, sven: User, ada: User) -> None:
    results = at_once(partial(_apply, NEW, sven, None), partial(_apply, NEW, ada, None))

    [lost] = [each for each in results if each != 2]
    assert isinstance(lost, Refused)
    with everywhere():
        assert Tenant.objects.filter(code="SEE").count() == 1
