"""What somebody had begun to answer before an absence is read by whoever has the ticket then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kontor.answers.domain.drafts import attach_file, open_draft
from kontor.answers.domain.guard import confirm
from kontor.answers.domain.outside_drafts import OutsideValues, open_outside_draft, save_outside_draft
from kontor.answers.enums import DraftKind
from kontor.answers.models import Draft
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.people.domain.absences import end_absence
from kontor.people.models import Absence, Role, User
from kontor.routing.domain.assign import open_from_queue, release_ticket
from kontor.routing.domain.standing_in import begin_absences
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.people import make_absence
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
BEGUN = "Begun by Anna Arndt, who is away"


@pytest.fixture
def begun(billing: Category, customer: Customer, nordlicht_account: MailAccount, anna: User) -> Ticket:
    """On Anna's desk, with a draft of hers."""
    ticket = make_ticket(billing, customer=customer, account=nordlicht_account, owner=anna)
    with in_scope(ticket.tenant_id):
        draft = open_draft(ticket, author=anna)
        Draft.objects.filter(pk=draft.pk).update(text="Ihr Zähler\nwird <b>getauscht</b>.")
    return ticket


def test_the_substitute_reads_the_draft_of_who_is_away(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=0)
    begin_absences()

    page = browser.get(f"/desk/ticket/{begun.number}/").content.decode()

    assert BEGUN in page
    assert "Ihr Zähler<br>wird &lt;b&gt;getauscht&lt;/b&gt;." in page


def test_whoever_has_the_ticket_goes_on_with_the_draft(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=0)
    begin_absences()
    draft = _draft()

    page = browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": draft.pk}, follow=True)

    assert (_draft().pk, _draft().author) == (draft.pk, bela)
    assert 'id="editor"' in page.content.decode() and BEGUN not in page.content.decode()
    with in_scope(begun.tenant_id):
        assert sentence(HistoryEntry.objects.filter(ticket=begun).latest("id")) == (
            "Bela Brand went on with the answer that Anna Arndt had begun"
        )


def test_it_is_said_when_the_text_names_who_began_it(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=0)
    begin_absences()
    with in_scope(begun.tenant_id):
        Draft.objects.update(text="Viele Grüße\nAnna Arndt")

    answer = browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": _draft().pk}, follow=True)

    assert "The text names Anna Arndt. Look at its end before you send it." in answer.content.decode()


def test_a_suggestion_makes_room_and_words_of_ones_own_do_not(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(bela, nordlicht)
    draft = _draft()
    make_absence(anna, bela, begins=0)
    begin_absences()
    with in_scope(begun.tenant_id):
        own = open_draft(begun, author=bela)
        Draft.objects.filter(pk=own.pk).update(text="Schon etwas geschrieben")

    browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": draft.pk})
    with in_scope(begun.tenant_id):
        kept = {row.author.username: row.pk for row in Draft.objects.select_related("author")}
        Draft.objects.filter(pk=own.pk).update(text=own.text)
    browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": draft.pk})

    assert kept == {"anna": draft.pk, "bela": own.pk}
    assert (_draft().pk, _draft().author) == (draft.pk, bela)


def test_of_somebody_who_is_there_nothing_is_taken(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser, draft = client_for(bela, nordlicht), _draft()
    with in_scope(begun.tenant_id):
        release_ticket(begun, by=anna)
        open_from_queue(begun, by=bela)

    answer = browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": draft.pk}, follow=True)

    assert "This draft is not there any more, or its author is back." in answer.content.decode()
    assert _draft().author == anna


def _draft() -> Draft:
    with everywhere():
        return Draft.objects.select_related("author").get()


def test_once_they_are_back_it_is_theirs_alone(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=-1, days=2)
    begin_absences()
    end_absence(Absence.objects.get(), by=anna)

    page = browser.get(f"/desk/ticket/{begun.number}/").content.decode()

    assert BEGUN not in page
    assert "Ihr Zähler" not in page


@pytest.fixture
def asking(begun: Ticket, anna: User) -> Draft:
    """Anna has begun to ask somebody outside instead."""
    with in_scope(begun.tenant_id):
        Draft.objects.all().delete()
        draft = open_outside_draft(begun, DraftKind.INQUIRY, author=anna)
        Draft.objects.filter(pk=draft.pk).update(text="Wie lange noch?", to=[["Netz", "netz@partner.example"]])
    return draft


def test_a_begun_inquiry_is_read_and_gone_on_with_too(
    client_for: ClientFor, begun: Ticket, asking: Draft, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=0)
    begin_absences()

    page = browser.get(f"/desk/ticket/{begun.number}/").content.decode()
    assert "External inquiry begun by Anna Arndt, who is away" in page
    assert "Wie lange noch?" in page
    page = browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": asking.pk}, follow=True)

    assert (_draft().pk, _draft().author) == (asking.pk, bela)
    assert "netz@partner.example" in page.content.decode()
    with in_scope(begun.tenant_id):
        assert sentence(HistoryEntry.objects.filter(ticket=begun).latest("id")) == (
            "Bela Brand went on with the inquiry that Anna Arndt had begun"
        )


def test_an_inquiry_is_gone_on_with_by_who_may_ask_outside(
    client_for: ClientFor, begun: Ticket, asking: Draft, anna: User, bela: User, nordlicht: Tenant, agent_role: Role
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=0)
    begin_absences()
    with everywhere():
        agent_role.permissions = [right for right in agent_role.permissions if right != "tickets.inquire"]
        agent_role.save()

    page = browser.get(f"/desk/ticket/{begun.number}/").content.decode()
    answer = browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": asking.pk})

    assert ("Wie lange noch?" in page, "Go on with this inquiry" in page) == (True, False)
    assert (answer.status_code, _draft().author) == (403, anna)


@pytest.mark.parametrize("typed", [{"to": [["Netz", "netz@partner.example"]]}, {"subject": "Anschluss Kai 7"}])
def test_an_inquiry_of_ones_own_in_which_anything_was_typed_makes_no_room(
    client_for: ClientFor,
    begun: Ticket,
    asking: Draft,
    anna: User,
    bela: User,
    nordlicht: Tenant,
    typed: dict[str, Any],
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=0)
    begin_absences()
    with in_scope(begun.tenant_id):
        own = open_outside_draft(begun, DraftKind.INQUIRY, author=bela)
        begins = {"subject": own.subject, "text": own.text, "html": own.html, "rich": own.rich}
        save_outside_draft(own, OutsideValues(**{"to": [], "cc": [], **begins, **typed}), version=1, by=bela)

    browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": asking.pk})
    kept = _authors()
    with in_scope(begun.tenant_id):
        Draft.objects.filter(pk=own.pk).delete()
        open_outside_draft(begun, DraftKind.INQUIRY, author=bela)
    browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": asking.pk})

    assert kept == {asking.pk: anna, own.pk: bela}
    assert _authors() == {asking.pk: bela}


def test_a_suggestion_to_which_a_file_was_put_makes_no_room(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser, draft = client_for(bela, nordlicht), _draft()
    make_absence(anna, bela, begins=0)
    begin_absences()
    with in_scope(begun.tenant_id):
        own = open_draft(begun, author=bela)
        file = attach_file(own, filename="a.txt", content_type="text/plain", content=b"a", by=bela)

    browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": draft.pk})
    kept = _authors()
    with in_scope(begun.tenant_id):
        file.delete()
    browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": draft.pk})

    assert kept == {draft.pk: anna, own.pk: bela}
    assert _authors() == {draft.pk: bela}


def _authors() -> dict[int, User]:
    with everywhere():
        return {row.pk: row.author for row in Draft.objects.select_related("author")}


def test_where_nothing_is_answered_an_inquiry_is_gone_on_with_all_the_same(
    client_for: ClientFor, begun: Ticket, asking: Draft, anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    browser = client_for(bela, nordlicht)
    make_absence(anna, bela, begins=0)
    begin_absences()
    with everywhere():
        answer = Draft.objects.get(pk=open_draft(begun, author=anna).pk)
        Draft.objects.filter(pk=answer.pk).update(text="Ihr Zähler")
        Category.objects.filter(pk=billing.pk).update(answer_allowed=False)

    page = browser.get(f"/desk/ticket/{begun.number}/").content.decode()

    assert "Go on with this inquiry" in page
    assert "Ihr Zähler" not in page


def test_what_its_author_has_confirmed_is_asked_of_whoever_goes_on_with_it(
    client_for: ClientFor, begun: Ticket, anna: User, bela: User, nordlicht: Tenant
) -> None:
    browser, draft = client_for(bela, nordlicht), _draft()
    with in_scope(begun.tenant_id):
        confirm(draft, ["attachment:0123456789abcdef0123"], by=anna)
    make_absence(anna, bela, begins=0)
    begin_absences()

    browser.post(f"/desk/ticket/{begun.number}/reply/take-over/", {"draft": draft.pk})

    assert (_draft().author, _draft().confirmed) == (bela, [])
