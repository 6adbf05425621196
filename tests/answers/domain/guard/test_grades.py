"""Grades, and what is confirmed."""

from __future__ import annotations

import pytest
from django.db import transaction

from kontor.answers.domain.drafts import open_draft
from kontor.answers.domain.guard import GuardStopped, confirm
from kontor.answers.domain.send import send_answer
from kontor.answers.models import Draft, SentAnswer
from kontor.answers.preferences import GUARD_ATTACHMENT, GUARD_BANK, GUARD_RECIPIENT
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.answers.domain.guard.conftest import IBAN, NOTE, Look, with_values
from tests.factories.answers import prefer
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.support.refusal import refused
from tests.support.scoping import in_scope
from tests.support.statements import statements


def test_the_tenant_gives_the_grades(look: Look, nordlicht: Tenant) -> None:
    text = f"Anbei die Daten: {IBAN}"
    prefer(nordlicht, GUARD_ATTACHMENT, "off")
    prefer(nordlicht, GUARD_BANK, "hint")

    assert [(finding.code, str(finding.grade), finding.stops) for finding in look(text=text)] == [
        ("bank", "hint", False)
    ]


def test_all_findings_come_at_once(look: Look, mine: Ticket, anna: User) -> None:
    make_note(mine, anna, NOTE)

    found = look(text=f"Hallo Peter,\n\nanbei alles an {IBAN}. {NOTE}", cc=[["", "fremd@anders.example"]])

    assert [finding.code for finding in found] == ["recipient", "greeting", "attachment", "bank", "note"]


# Sending


def test_a_finding_to_confirm_stops_until_it_is_confirmed(draft: Draft, anna: User) -> None:
    draft = with_values(draft, text="Anbei die Abrechnung.")
    with in_scope(draft.tenant_id):
        with pytest.raises(GuardStopped, match="Nothing was sent") as caught, transaction.atomic():
            send_answer(draft, by=anna)
        [finding] = caught.value.findings
        draft = confirm(draft, [finding.key], by=anna)
        message = send_answer(draft, by=anna)

        kept = SentAnswer.objects.get(message=message).findings
    assert kept == [{"code": "attachment", "grade": "confirm", "confirmed": True, "key": finding.key}]
    assert "Abrechnung" not in str(kept)


def test_what_was_confirmed_counts_for_that_content_only(draft: Draft, anna: User) -> None:
    draft = with_values(draft, cc=[["", "eins@anders.example"]])
    with in_scope(draft.tenant_id):
        with pytest.raises(GuardStopped) as caught, transaction.atomic():
            send_answer(draft, by=anna)
        draft = confirm(draft, [caught.value.findings[0].key], by=anna)
    draft = with_values(draft, cc=[["", "zwei@anders.example"]])
    with in_scope(draft.tenant_id), refused("Nothing was sent"):
        send_answer(draft, by=anna)


def test_what_always_stops_cannot_be_confirmed(draft: Draft, anna: User) -> None:
    draft = with_values(draft, text="Liebe ${customer.name}")
    with in_scope(draft.tenant_id):
        with pytest.raises(GuardStopped) as caught, transaction.atomic():
            send_answer(draft, by=anna)
        draft = confirm(draft, [finding.key for finding in caught.value.findings], by=anna)
        with refused("Nothing was sent"):
            send_answer(draft, by=anna)
        assert OutgoingMail.objects.count() == 0


def test_a_hint_lets_it_go_and_is_kept(draft: Draft, anna: User, nordlicht: Tenant) -> None:
    prefer(nordlicht, GUARD_RECIPIENT, "hint")
    draft = with_values(draft, cc=[["", "eins@anders.example"]])
    with in_scope(nordlicht):
        message = send_answer(draft, by=anna)

        assert [entry["grade"] for entry in SentAnswer.objects.get(message=message).findings] == ["hint"]


def test_nobody_confirms_for_somebody_else(draft: Draft, bela: User) -> None:
    with in_scope(draft.tenant_id):
        with refused("This draft was sent or thrown away elsewhere."):
            confirm(draft, ["recipient:x"], by=bela)

        assert Draft.objects.get(pk=draft.pk).confirmed == []


def test_two_tenants_with_opposite_settings_judge_the_same_answer_differently(
    draft: Draft, anna: User, carla: User, claims: Category, alpina: Tenant, alpina_account: MailAccount
) -> None:
    prefer(alpina, GUARD_ATTACHMENT, "off")
    other = make_ticket(claims, account=alpina_account, owner=carla)
    draft = with_values(draft, text="Anbei die Abrechnung.")
    with in_scope(alpina):
        theirs = open_draft(other, author=carla)
    theirs = with_values(theirs, text="Anbei die Abrechnung.")

    with in_scope(draft.tenant_id), refused("Nothing was sent"):
        send_answer(draft, by=anna)
    with in_scope(alpina):
        assert send_answer(theirs, by=carla).pk


def test_the_guard_asks_few_questions(look: Look, mine: Ticket, anna: User) -> None:
    for _each in range(3):
        make_message(mine)
        make_note(mine, anna)
    with statements() as few:
        look(text="Gern.")
    for _each in range(20):
        make_message(mine)
    with statements() as many:
        look(text="Gern.")

    assert len(many) == len(few)
