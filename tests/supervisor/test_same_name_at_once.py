"""Two administrators give the same name at the same moment, before either of them has committed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.forms import Form

from kontor.channels.domain.no_reply import add_no_reply_address, no_reply_addresses
from kontor.org.domain.category_creation import create_category
from kontor.org.domain.closing_codes import create_closing_code
from kontor.people.domain.break_reasons import add_reason
from kontor.supervisor.saving import saves
from kontor.tenants.models import Tenant
from kontor.texts.domain.module_groups import create_group
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import while_uncommitted

Verb = Callable[[Tenant], object]


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        (lambda tenant: add_reason("Mittag", by=None), "“Mittag” is on the list already."),
        (
            lambda tenant: create_closing_code(tenant, code="E1", name="Erledigt", by=None),
            "The code “E1” belongs to the closing code “Erledigt”. Choose another.",
        ),
        (
            lambda tenant: create_group(tenant, name="Grüße", by=None),
            "There is a group “Grüße” already. Choose another name.",
        ),
        (
            lambda tenant: create_category(tenant, name="Umzug", by=None),
            "This tenant already has a category “Umzug”. Choose another name.",
        ),
        (
            lambda tenant: add_no_reply_address(tenant, "nix@nordlicht.example", by=None),
            "nix@nordlicht.example is in the list already.",
        ),
    ],
)
def test_the_second_is_told_in_the_words_of_the_verb(
    committed_db: str, nordlicht: Tenant, verb: Verb, sentence: str
) -> None:
    first, second = _both(lambda: verb(nordlicht), lambda: verb(nordlicht))

    assert (first, second) == ([], [sentence])


def test_the_second_of_two_first_addresses_is_not_the_default(committed_db: str, nordlicht: Tenant) -> None:
    verbs = [
        lambda: add_no_reply_address(nordlicht, "eins@nordlicht.example", by=None),
        lambda: add_no_reply_address(nordlicht, "zwei@nordlicht.example", by=None),
    ]

    assert _both(*verbs) == [[], []]
    with in_scope(nordlicht):
        rows = {row.address: row.is_default for row in no_reply_addresses(nordlicht)}
    assert rows == {"eins@nordlicht.example": True, "zwei@nordlicht.example": False}


def _both(*verbs: Callable[[], object]) -> list[object]:
    """What is said to each of them."""

    def save(verb: Callable[[], object]) -> list[str]:
        form = Form({})
        saves(form, verb)
        return [str(error) for error in form.non_field_errors()]

    return while_uncommitted(everywhere, *[lambda verb=verb: save(verb) for verb in verbs])  # type: ignore[misc]
