"""The list of reasons for a break: what stands on it, and what is refused."""

from __future__ import annotations

import pytest

from kontor.audit.models import AuditEntry
from kontor.people.domain.availability import break_reasons
from kontor.people.domain.break_reasons import add_reason, delete_reason
from kontor.people.models import BreakReason, User
from tests.support.refusal import refused
from tests.support.scoping import everywhere


def audited() -> list[tuple[str, str, int | None, int | None, dict[str, object]]]:
    rows = AuditEntry.objects.filter(kind="people.breakreason").order_by("id")
    return [(row.action, row.label, row.actor_id, row.tenant_id, row.changes) for row in rows]


def test_reasons_are_listed_by_name_whatever_their_letters(ada: User) -> None:
    with everywhere():
        for name in ("Übung", "Arzt", "Mittag", "ärgern"):
            add_reason(name, by=ada)

        assert [reason.name for reason in break_reasons()] == ["ärgern", "Arzt", "Mittag", "Übung"]


def test_a_reason_is_written_on_one_line_and_stands_in_the_audit_log(ada: User) -> None:
    with everywhere():
        made = add_reason("  Mittag\n im  Haus ", by=ada)

        assert (made.name, made.sort_key, str(made)) == ("Mittag im Haus", "mittag im haus", "Mittag im Haus")
        assert audited() == [("created", "Mittag im Haus", ada.pk, None, {"name": ["", "Mittag im Haus"]})]


@pytest.mark.parametrize("name", ["", "  \n "])
def test_a_reason_needs_a_name(ada: User, name: str) -> None:
    with everywhere(), refused("A reason needs a name."):
        add_reason(name, by=ada)


def test_a_reason_stands_on_the_list_once_in_any_case(ada: User) -> None:
    with everywhere():
        add_reason("Mittag", by=ada)

        with refused("“MITTAG” is on the list already."):
            add_reason("MITTAG", by=ada)

        assert [reason.name for reason in break_reasons()] == ["Mittag"]


def test_a_deleted_reason_leaves_the_list_and_its_name_is_free_again(ada: User) -> None:
    with everywhere():
        first = add_reason("Mittag", by=ada)
        delete_reason(first, by=ada)

        assert list(break_reasons()) == []
        second = add_reason("Mittag", by=ada)

        assert list(break_reasons()) == [second]
        assert BreakReason.objects.get(pk=first.pk).deleted_at is not None


def test_only_the_first_of_two_who_delete_a_reason_stands_in_the_audit_log(ada: User, dora: User) -> None:
    with everywhere():
        reason = add_reason("Mittag", by=ada)
        delete_reason(reason, by=ada)
        gone_at = BreakReason.objects.get().deleted_at
        delete_reason(reason, by=dora)

        assert [(action, actor) for action, _label, actor, *_rest in audited()] == [
            ("created", ada.pk),
            ("deleted", ada.pk),
        ]
        assert BreakReason.objects.get().deleted_at == gone_at


def test_the_other_reasons_stay_when_one_goes(ada: User) -> None:
    with everywhere():
        gone, stays = add_reason("Arzt", by=ada), add_reason("Mittag", by=ada)

        delete_reason(gone, by=ada)

        assert list(break_reasons()) == [stays]
