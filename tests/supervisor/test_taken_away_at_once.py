"""Two administrators take away the same at the same moment, or one of them presses twice."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

import pytest

from kontor.answers.domain.automatic_entries import AutomaticValues, change_automatic, delete_automatic
from kontor.answers.domain.review_rule_entries import RuleValues, change_review_rule, delete_review_rule
from kontor.answers.enums import AutomaticAction, ReviewPurpose
from kontor.audit.models import AuditEntry
from kontor.channels.domain.no_reply import (
    change_no_reply_address,
    default_no_reply,
    make_default,
    remove_no_reply_address,
)
from kontor.customers.domain.experts import delete_experts, restore_expert
from kontor.letters.domain.postage import remove_postage, save_postage
from kontor.org.models import Category, Grant
from kontor.people.models import User
from kontor.reports.domain.alarms import delete_alarms, restore_alarm
from kontor.routing.domain.keyword_sets import create_keyword_set, delete_keyword_set
from kontor.routing.domain.leaving import withdraw_role
from kontor.routing.models import KeywordSet
from kontor.tenants.models import Tenant
from kontor.texts.domain.module_groups import delete_group, rename_group
from tests.factories.channels import make_no_reply_address
from tests.factories.customers import make_expert
from tests.factories.reports import make_alarm
from tests.factories.reviews import make_automatic, make_review_rule
from tests.factories.stationery import make_postage
from tests.factories.texts import make_module_group
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import while_uncommitted

Verb = Callable[..., object]


@pytest.mark.parametrize(
    ("make", "verb", "action"),
    [
        (lambda tenant, _user: make_module_group(tenant, "Grüße"), delete_group, "deleted"),
        (lambda _tenant, user: Grant.objects.get(user=user), withdraw_role, "role_taken"),
        (lambda tenant, _user: make_review_rule(tenant), delete_review_rule, "deleted"),
        (lambda tenant, _user: make_automatic(_category(tenant)), delete_automatic, "deleted"),
        (lambda tenant, _user: make_no_reply_address(tenant), remove_no_reply_address, "deleted"),
        (lambda tenant, _user: make_postage(tenant), remove_postage, "deleted"),
        (lambda tenant, _user: _words(tenant), delete_keyword_set, "deleted"),
    ],
)
def test_it_goes_once_and_nobody_sees_an_error(
    committed_db: str,
    nordlicht: Tenant,
    anna: User,
    billing: Category,
    make: Callable[[Tenant, User], Any],
    verb: Verb,
    action: str,
) -> None:
    with everywhere():
        row = make(nordlicht, anna)

    found = while_uncommitted(everywhere, lambda: verb(copy(row), by=None), lambda: verb(copy(row), by=None))

    assert found == [None, None]
    with everywhere():
        assert not type(row).objects.filter(pk=row.pk).exists()
        assert AuditEntry.objects.filter(action=action, kind=row._meta.label_lower, object_id=row.pk).count() == 1


@pytest.mark.parametrize(
    ("make", "delete", "restore"),
    [
        (lambda tenant: make_expert(tenant), delete_experts, restore_expert),
        (lambda tenant: make_alarm(tenant), delete_alarms, restore_alarm),
    ],
    ids=["expert", "alarm"],
)
def test_it_comes_back_once(
    committed_db: str, nordlicht: Tenant, make: Callable[[Tenant], Any], delete: Verb, restore: Verb
) -> None:
    row = make(nordlicht)
    with everywhere():
        delete([row], by=None)

    found = while_uncommitted(everywhere, lambda: restore(copy(row), by=None), lambda: restore(copy(row), by=None))

    assert found == [row, row]
    with everywhere():
        assert AuditEntry.objects.filter(action="restored", kind=row._meta.label_lower, object_id=row.pk).count() == 1


def test_what_somebody_else_has_taken_away_is_not_changed(nordlicht: Tenant, billing: Category, ada: User) -> None:
    """The second of two is told so, whatever they had in front of them."""
    rule, automatic = make_review_rule(nordlicht), make_automatic(billing)
    group, letter = make_module_group(nordlicht, "Grüße"), make_postage(nordlicht, "Brief")
    address = make_no_reply_address(nordlicht)
    make_no_reply_address(nordlicht, "first@mail.example", is_default=True)
    new_rule = RuleValues(ReviewPurpose.SAMPLE, percent=50)
    new_automatic = AutomaticValues(AutomaticAction.ANSWER, automatic.template, active=False)
    with in_scope(nordlicht):
        for each in (rule, group, letter, automatic, address):
            type(each)._base_manager.filter(pk=each.pk).delete()

        with refused("Somebody else has deleted this rule in the meantime."):
            change_review_rule(rule, new_rule, version=1, by=ada)
        with refused("“Grüße” has been deleted in the meantime."):
            rename_group(group, name="Schluss", by=ada)
        with refused("“Brief” has been deleted in the meantime."):
            save_postage(nordlicht, name="Groß", most_grams=50, most_sheets=None, price=None, by=ada, row=letter)
        with refused("Somebody else has deleted this automatic reply in the meantime."):
            change_automatic(automatic, new_automatic, version=1, by=ada)
        with refused("Somebody else has removed this address in the meantime."):
            change_no_reply_address(address, display_name="Nordlicht", by=ada)
        with refused("Somebody else has removed this address in the meantime."):
            make_default(address, by=ada)
        default = default_no_reply(nordlicht.pk)

    assert default is not None
    assert default.address == "first@mail.example"


def _category(tenant: Tenant) -> Category:
    return Category.objects.get(tenant=tenant, internal_name="billing")


def _words(tenant: Tenant) -> KeywordSet:
    return create_keyword_set(tenant.pk, name="Geld", lines=["Rechnung"], stems=False, by=None)
