"""The releasers' list and page, and what the author sees meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.answers.enums import ClearanceState
from kontor.answers.models import Clearance, Draft
from kontor.channels.models import MailAccount
from kontor.org.models import AgentGroup, Category
from kontor.outbox.models import OutgoingMail
from kontor.people.models import Role, User
from kontor.people.permissions import AGENT
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.org import make_closing_code, make_member
from tests.factories.people import make_role, make_user
from tests.factories.reviews import make_clearance, make_review_rule
from tests.factories.tickets import new_message
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/desk/clearance/"


@pytest.fixture
def waiting(billing: Category, nordlicht_account: MailAccount, anna: User) -> Clearance:
    return make_clearance(billing, anna, rich=False, text="Sehr gern, Frau Kunde.", baseline="Gern, Frau Kunde.")


def _url(clearance: Clearance, verb: str = "") -> str:
    return f"{LIST}{clearance.pk}/{verb}"


def _state(clearance: Clearance) -> tuple[str, str]:
    with in_scope(clearance.tenant_id):
        ticket = Ticket.objects.get(pk=clearance.ticket_id)
        return Clearance.objects.get(pk=clearance.pk).state, ticket.state


def test_the_list_shows_what_one_may_release(
    client_for: ClientFor,
    sven: User,
    ada: User,
    nordlicht: Tenant,
    alpina: Tenant,
    claims: Category,
    carla: User,
    waiting: Clearance,
) -> None:
    other = make_clearance(claims, carla)

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert waiting.ticket.subject in page
    assert "Answers in the category “Abrechnung”" in page
    assert other.ticket.subject not in page
    assert other.ticket.subject in client_for(ada, nordlicht, alpina).get(LIST).content.decode()


def test_own_answers_are_not_among_them(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount
) -> None:
    own = make_clearance(billing, sven)
    browser = client_for(sven, nordlicht)

    assert own.ticket.subject not in browser.get(LIST).content.decode()
    assert browser.get(_url(own)).status_code == 403
    assert browser.post(_url(own, "release/")).status_code == 403
    assert _state(own) == (ClearanceState.WAITING, TicketState.CLEARANCE)


def test_the_right_counts_in_its_group_only(
    client_for: ClientFor,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
    alpina: Tenant,
    waiting: Clearance,
    agent_role: Role,
) -> None:
    """A releaser of one tenant who is an agent in the other."""
    mixed = make_user("Mia Mix")
    make_member(mixed, nordlicht_service, agent_role)
    make_member(mixed, alpina_service, make_role("Freigabe", AGENT | {"answers.release"}))

    browser = client_for(mixed, nordlicht, alpina)

    assert browser.get(LIST).status_code == 200
    assert browser.get(_url(waiting)).status_code == 404
    assert browser.post(_url(waiting, "release/")).status_code == 404


def test_the_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, anna: User, waiting: Clearance
) -> None:
    browser = client_for(sven, nordlicht)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_clearance(billing, anna)
    make_clearance(billing, anna)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_the_page_shows_question_answer_and_difference(
    client_for: ClientFor, sven: User, nordlicht: Tenant, waiting: Clearance
) -> None:
    page = client_for(sven, nordlicht).get(_url(waiting)).content.decode()

    assert "Guten Tag, meine Abrechnung stimmt nicht." in page
    assert "Sehr gern, Frau Kunde." in page
    assert "removed: </span>Gern," in page
    assert "added: </span>Sehr gern," in page
    assert "service@nordlicht.example" in page


def test_a_formatted_mail_is_shown_as_it_goes_in_a_frame_that_may_do_nothing(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, waiting: Clearance
) -> None:
    with in_scope(nordlicht):
        html = "<p>Sehr <strong>gern</strong></p><script>1</script>"
        Draft.objects.filter(pk=waiting.draft_id).update(rich=True, html=html)
    browser = client_for(sven, nordlicht)

    assert f'src="{_url(waiting, "mail/")}"' in browser.get(_url(waiting)).content.decode()
    mail = browser.get(_url(waiting, "mail/"))
    assert "<strong>gern</strong>" in mail.content.decode()
    assert "<script" not in mail.content.decode()
    assert "sandbox" in mail.headers["Content-Security-Policy"]
    assert client_for(anna, nordlicht).get(_url(waiting, "mail/")).status_code == 403


def test_it_is_released(client_for: ClientFor, sven: User, nordlicht: Tenant, waiting: Clearance) -> None:
    browser = client_for(sven, nordlicht)

    answer = browser.post(_url(waiting, "release/"))
    again = browser.post(_url(waiting, "release/"))

    assert (answer.status_code, answer.headers["Location"], _state(waiting)) == (
        302,
        LIST,
        (ClearanceState.RELEASED, TicketState.SENDING),
    )
    assert again.status_code in (302, 409)
    with in_scope(nordlicht):
        assert OutgoingMail.objects.count() == 1
    assert "does not wait for release any more" in browser.get(_url(waiting)).content.decode()


def test_it_is_returned_with_a_comment_which_its_author_reads(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, waiting: Clearance
) -> None:
    browser = client_for(sven, nordlicht)

    empty = browser.post(_url(waiting, "return/"), {"comment": " "})
    assert (empty.status_code, "Say in the comment" in empty.content.decode()) == (422, True)
    assert browser.post(_url(waiting, "return/"), {"comment": "Bitte <freundlicher>."}).status_code == 302

    ticket = reverse("desk:ticket:show", args=[waiting.ticket.number])
    page = client_for(anna, nordlicht).get(ticket).content.decode()
    assert _state(waiting) == (ClearanceState.RETURNED, TicketState.ASSIGNED)
    assert "Sven Sommer has returned this answer:" in page
    assert "Bitte &lt;freundlicher&gt;." in page


def test_a_new_message_is_shown_and_stops_the_release(
    client_for: ClientFor, sven: User, nordlicht: Tenant, waiting: Clearance
) -> None:
    with in_scope(nordlicht):
        append_message(waiting.ticket, new_message(waiting.ticket.customer, text="Doch nicht."))
    browser = client_for(sven, nordlicht)

    assert "A new message has arrived since the answer was written." in browser.get(_url(waiting)).content.decode()
    browser.post(_url(waiting, "release/"))
    assert _state(waiting) == (ClearanceState.WAITING, TicketState.CLEARANCE)


def test_the_author_sees_that_it_waits_and_takes_it_back(
    client_for: ClientFor, anna: User, bela: User, nordlicht: Tenant, waiting: Clearance
) -> None:
    browser = client_for(anna, nordlicht)
    ticket = reverse("desk:ticket:show", args=[waiting.ticket.number])

    page = browser.get(ticket).content.decode()
    assert "The answer of Anna Arndt waits for release" in page
    assert "Take the answer back" in page
    assert "Take the answer back" not in client_for(bela, nordlicht).get(ticket).content.decode()
    assert browser.get(_url(waiting)).status_code == 403
    assert waiting.ticket.subject in browser.get("/desk/inbox/?folder=waiting").content.decode()

    assert browser.post(_url(waiting, "withdraw/")).headers["Location"] == f"{ticket}?write=1"
    assert _state(waiting) == (ClearanceState.WITHDRAWN, TicketState.ASSIGNED)
    assert "Sehr gern, Frau Kunde." in browser.get(ticket).content.decode()


@pytest.mark.parametrize("verb", ["return/", "withdraw/"])
def test_the_closing_code_is_still_chosen_when_an_answer_comes_back(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, billing: Category, waiting: Clearance, verb: str
) -> None:
    make_closing_code(billing, "open", "Offen")
    code = make_closing_code(billing, "done", "Erledigt")
    with in_scope(nordlicht):
        Category.objects.filter(pk=billing.pk).update(closing_code_required=True)
        Clearance.objects.filter(pk=waiting.pk).update(closing_code=code)
    author = client_for(anna, nordlicht)

    decides = author if verb == "withdraw/" else client_for(sven, nordlicht)
    decides.post(_url(waiting, verb), {"comment": "Bitte freundlicher."})

    page = author.get(reverse("desk:ticket:show", args=[waiting.ticket.number])).content.decode()
    assert re.findall(r'<option value="(\d+)" selected>Erledigt', page) == [str(code.pk)]


def test_folders_count_what_waits(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, waiting: Clearance
) -> None:
    releaser = client_for(sven, nordlicht).get("/desk/inbox/folders/").content.decode()
    author = client_for(anna, nordlicht).get("/desk/inbox/folders/").content.decode()

    assert ("/desk/clearance/" in releaser, "/desk/clearance/" in author) == (True, False)
    assert ("Waiting for release" in releaser, "Waiting for release" in author) == (False, True)


def test_sending_under_a_rule_says_that_it_waits(
    client_for: ClientFor, anna: User, nordlicht: Tenant, ticket: Ticket
) -> None:
    make_review_rule(nordlicht)
    browser = client_for(anna, nordlicht)
    number = ticket.number
    browser.post(reverse("desk:ticket:take", args=[number]))
    browser.post(reverse("desk:compose:reply", args=[number]))
    assert "will wait for release" in browser.get(reverse("desk:ticket:show", args=[number])).content.decode()
    typed = {"version": 1, "to": "kaethe@post.example", "subject": "Re: x", "text": "Gern."}

    answer = browser.post(reverse("desk:compose:send", args=[number]), typed, follow=True)

    assert "waits for release." in answer.content.decode()
    with in_scope(nordlicht):
        assert (Draft.objects.count(), OutgoingMail.objects.count()) == (1, 0)
