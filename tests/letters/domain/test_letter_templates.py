"""What templates say of their letters, their copies, and the envelopes by weight."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel.clock import now
from kontor.letters.domain.letter_templates import (
    MOST_ENCLOSURES,
    change_letter_template,
    checked_enclosures,
    copy_letter_template,
    letter_template_of,
)
from kontor.letters.domain.postage import postage_of, remove_postage, save_postage
from kontor.letters.domain.stationery import checked_columns, checked_lines
from kontor.letters.models import LetterTemplate, Stylesheet
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import ReplyTemplate
from tests.factories.stationery import make_stylesheet
from tests.factories.texts import make_template
from tests.support.refusal import refused
from tests.support.scoping import in_scope


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant, alpina: Tenant) -> Iterator[None]:
    with in_scope(nordlicht, alpina):
        yield


def say(template: ReplyTemplate, *, version: int = 0, by: User | None = None, **values: Any) -> LetterTemplate:
    usual = {"stylesheet": None, "output_directory": "", "information": True, "enclosures": ""}
    return change_letter_template(template, **{**usual, **values}, version=version, by=by)


def audited(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return list(AuditEntry.objects.filter(kind=kind).order_by("id").values_list("action", "changes"))


def test_what_is_said_is_written_down_as_a_change_of_the_template(nordlicht: Tenant, ada: User) -> None:
    template, sheet = make_template(nordlicht), make_stylesheet(nordlicht, "Haus")
    say(template, stylesheet=sheet, information=False, by=ada)
    row = say(template, stylesheet=sheet, information=False, enclosures="Plan", version=1)

    assert row.version == 2
    assert audited("texts.replytemplate") == [
        (
            "letters changed",
            {
                "stylesheet": [None, sheet.pk],
                "information": [True, False],
            },
        ),
        ("letters changed", {"enclosures": ["", "Plan"]}),
    ]


def test_saving_the_same_is_a_version_and_not_written_down(nordlicht: Tenant) -> None:
    template = make_template(nordlicht)

    assert say(template).version == 1
    assert say(template, version=1).version == 2
    assert audited("texts.replytemplate") == []


@pytest.mark.parametrize("why", ["deleted", "of another tenant"])
def test_a_stylesheet_that_is_not_there_is_refused(nordlicht: Tenant, alpina: Tenant, why: str) -> None:
    sheet = make_stylesheet(nordlicht if why == "deleted" else alpina)
    if why == "deleted":
        Stylesheet.objects.filter(pk=sheet.pk).update(deleted_at=now())

    with refused("The chosen stylesheet is not there any more. Choose another one."):
        say(make_template(nordlicht), stylesheet=sheet)


def test_what_one_template_says_is_not_said_of_another(nordlicht: Tenant) -> None:
    first, second = make_template(nordlicht), make_template(nordlicht)
    say(first, enclosures="Plan")

    assert letter_template_of(first).enclosures == "Plan"
    assert (letter_template_of(second).pk, letter_template_of(second).version) == (None, 0)


def test_a_copy_looks_like_its_template_without_a_deleted_stylesheet(nordlicht: Tenant) -> None:
    template, copy, bare = (make_template(nordlicht) for _each in range(3))
    sheet = make_stylesheet(nordlicht)
    say(template, stylesheet=sheet, output_directory="druck", information=False, enclosures="Plan")
    copy_letter_template(template, copy, by=None)
    Stylesheet.objects.filter(pk=sheet.pk).update(deleted_at=now())
    copy_letter_template(template, bare, by=None)

    for row, expected in ((letter_template_of(copy), sheet), (letter_template_of(bare), None)):
        assert (row.output_directory, row.information, row.enclosures, row.version) == ("druck", False, "Plan", 1)
        assert row.stylesheet == expected


def test_where_nothing_is_said_nothing_is_copied(nordlicht: Tenant) -> None:
    copy_letter_template(make_template(nordlicht), make_template(nordlicht), by=None)

    assert not LetterTemplate.objects.exists()


def test_enclosures_are_lines_without_empty_ones_and_not_too_many() -> None:
    assert checked_enclosures(" Rechnung \r\n\n  Plan  A \n") == "Rechnung\nPlan A"
    assert checked_enclosures("\n".join("x" * MOST_ENCLOSURES)).count("\n") == MOST_ENCLOSURES - 1
    with pytest.raises(Exception, match="A letter lists at most 20 enclosures"):
        checked_enclosures("\n".join("x" * (MOST_ENCLOSURES + 1)))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Kai 1 \r\n 24103  Kiel \n", "Kai 1\n24103 Kiel"),
        ("\n\n a \n\n b \n", "a\n\nb"),
        ("", ""),
        ("a\tb\x07", "a b"),
        ("\n".join("abcdefghijkl"), "\n".join("abcdefghijkl")),
    ],
)
def test_lines_of_a_letterhead_are_cleaned_one_by_one(written: str, kept: str) -> None:
    assert checked_lines(written) == kept


def test_empty_columns_at_the_end_of_the_foot_are_none() -> None:
    assert checked_columns(["", " a ", "", " \n "]) == ["", "a"]
    assert checked_columns(["", ""]) == []
    assert checked_columns(["a", "b", "c", "d", ""]) == ["a", "b", "c", "d"]


def postage(tenant: Tenant, grams: int, name: str = "Brief", **values: Any) -> Any:
    usual: dict[str, Any] = {"most_sheets": None, "price": None, "by": None}
    return save_postage(tenant, name=name, most_grams=grams, **{**usual, **values})


def test_envelopes_stand_by_way_and_weight_and_each_weight_once_a_way(nordlicht: Tenant, alpina: Tenant) -> None:
    for grams, abroad in ((50, False), (20, True), (20, False)):
        postage(nordlicht, grams, abroad=abroad)
    postage(alpina, 50)

    assert [(row.most_grams, row.abroad) for row in postage_of(nordlicht)] == [(20, False), (50, False), (20, True)]
    with refused("“Brief” goes up to 20 g already. Give this one another weight."):
        postage(nordlicht, 20, "Anderer", abroad=True)


def test_the_log_has_what_an_envelope_was_and_is(nordlicht: Tenant) -> None:
    row = postage(nordlicht, 20, " Standard\n brief ", price=Decimal("0.95"), most_sheets=3)
    postage(nordlicht, 20, "Standard brief", price=Decimal("0.95"), most_sheets=3, row=row)
    remove_postage(row, by=None)

    values = {"name": "Standard brief", "most_grams": 20, "most_sheets": 3, "abroad": False, "price": "0.95"}
    [(created, made), (deleted, gone)] = audited("letters.postageclass")
    assert (created, made) == ("created", {key: [None, value] for key, value in values.items()})
    assert (deleted, gone) == ("deleted", {key: [value, None] for key, value in values.items()})
    assert not postage_of(nordlicht).exists()
