"""Looking through a person's eyes: what is seen, that nothing can be changed, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.models import AgentGroup, Category, Grant, Membership, SystemGroup
from kontor.people.models import Session, User
from kontor.preferences.domain.system import system_values
from kontor.routing.domain.leaving import change_user, end_idle_sessions, end_session
from kontor.tenants.models import Tenant
from kontor.tickets.domain.notices import notify_person
from kontor.tickets.enums import NoticeKind
from kontor.tickets.models import Notice, Ticket
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope

EN = {"accept-language": "en"}
BANNER = "You look through the eyes of <strong>"


@pytest.fixture
def looking(client_for: Any, ada: User, anna: User, nordlicht: Tenant, billing: Category) -> Any:
    """Ada looks through Anna's eyes."""
    browser = client_for(ada, nordlicht)
    answer = browser.post(f"/supervisor/users/{anna.pk}/look/", {"reason": "Schulung"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    return browser


def actions(person: User) -> list[str]:
    with everywhere():
        rows = AuditEntry.objects.filter(kind="people.user", object_id=person.pk, action__startswith="eyes")
        return list(rows.order_by("id").values_list("action", flat=True))


def test_the_desk_is_the_persons_with_a_banner_on_every_page(looking: Any, anna: User) -> None:
    page = looking.get("/desk/inbox/", headers=EN)

    assert page.status_code == 200
    assert f"{BANNER}{anna.name}</strong>" in page.content.decode()
    assert "/supervisor/users/" not in page.content.decode()


def test_the_administration_is_closed_where_it_is_closed_to_the_person(looking: Any, anna: User) -> None:
    assert looking.get(f"/supervisor/users/{anna.pk}/").status_code == 403


def test_posts_are_refused_with_a_sentence(looking: Any, ticket: Ticket, anna: User) -> None:
    url = f"/desk/ticket/{ticket.number}/take/"

    part = looking.post(url, headers={**EN, "hx-request": "true"})
    plain = looking.post(url, headers=EN, follow=True)

    assert part.status_code == 409
    assert all(
        f"You look through the eyes of {anna.name} and can change nothing." in answer.content.decode()
        for answer in (part, plain)
    )
    with in_scope(ticket.tenant_id):
        ticket.refresh_from_db()
        assert ticket.owner_id is None


def test_a_ticket_on_the_persons_desk_is_shown_and_stays_unread(looking: Any, billing: Category, anna: User) -> None:
    ticket = make_ticket(billing, owner=anna, state="in_progress", unread=True)

    page = looking.get(f"/desk/ticket/{ticket.number}/", headers=EN)

    assert (page.status_code, BANNER in page.content.decode()) == (200, True)
    with in_scope(ticket.tenant_id):
        ticket.refresh_from_db()
    assert ticket.unread


def test_what_the_person_was_told_stays_new(looking: Any, ticket: Ticket, anna: User) -> None:
    with in_scope(ticket.tenant_id):
        system_values()
        for kind in (NoticeKind.NEW_MESSAGE, NoticeKind.REVIEWED):
            notify_person(anna.pk, kind, ticket=ticket, sender="Käthe", by="Sven")

    for url in (f"/desk/ticket/{ticket.number}/?notice=1", "/desk/reviews/"):
        assert looking.get(url, headers=EN).status_code == 200

    with in_scope(ticket.tenant_id):
        assert Notice.objects.filter(user=anna, read_at=None).count() == 2


def test_the_persons_profile_and_sign_ins_are_not_shown(looking: Any) -> None:
    answers = [looking.get(url, headers=EN) for url in ("/profile/", "/profile/sessions/", "/sign-in/tenant/")]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert all("Not shown here" in answer.content.decode() for answer in answers)


def test_the_way_back_is_written_down(looking: Any, anna: User) -> None:
    answer = looking.post("/eyes/end/")

    assert answer.headers["Location"] == f"/supervisor/users/{anna.pk}/reach/"
    assert BANNER not in looking.get("/desk/inbox/", headers=EN).content.decode()
    assert actions(anna) == ["eyes opened", "eyes closed"]


def test_signing_out_signs_out_who_looks_and_ends_it(looking: Any, anna: User) -> None:
    looking.post("/sign-out/")

    assert looking.get("/desk/inbox/").headers["Location"].startswith("/sign-in/")
    assert actions(anna) == ["eyes opened", "eyes closed"]


def test_a_sign_in_that_is_ended_elsewhere_ends_it(looking: Any, client_for: Any, ada: User, anna: User) -> None:
    with everywhere():
        end_session(ada, looking.session.session_key, reason="sign_out")

    assert actions(anna) == ["eyes opened", "eyes closed"]
    assert looking.get("/desk/inbox/").headers["Location"].startswith("/sign-in/")
    assert actions(anna) == ["eyes opened", "eyes closed"]


def test_a_sign_in_that_nobody_used_for_long_ends_it(looking: Any, anna: User) -> None:
    Session.objects.filter(session_key=looking.session.session_key).update(seen_at=clock.now() - timedelta(days=30))

    assert end_idle_sessions() == 1

    assert actions(anna) == ["eyes opened", "eyes closed"]


def test_who_is_switched_off_looks_no_longer(looking: Any, client_for: Any, ada: User, anna: User, sven: User) -> None:
    with everywhere():
        make_grant(sven, Grant.objects.filter(user=ada).earliest("pk").role)
        change_user(ada, {"active": False}, version=ada.version, by=sven)

    assert actions(anna) == ["eyes opened", "eyes closed"]


def test_only_the_sign_in_in_which_it_began_ends_it(
    looking: Any, client_for: Any, ada: User, anna: User, nordlicht: Tenant
) -> None:
    other = client_for(ada, nordlicht)

    end_session(ada, other.session.session_key, reason="sign_out")

    assert actions(anna) == ["eyes opened"]


def test_it_ends_when_the_right_is_taken_away(looking: Any, ada: User, anna: User) -> None:
    with everywhere():
        Grant.objects.filter(user=ada).delete()

    page = looking.get("/desk/inbox/", headers=EN)

    assert BANNER not in page.content.decode()
    assert actions(anna) == ["eyes opened", "eyes closed"]


def test_it_is_never_nested(looking: Any, anna: User, sven: User) -> None:
    looking.post(f"/supervisor/users/{sven.pk}/look/", {"reason": "noch einer"}, headers=EN)

    assert actions(sven) == []
    assert f"{BANNER}{anna.name}</strong>" in looking.get("/desk/inbox/", headers=EN).content.decode()


def test_without_the_right_it_is_forbidden_and_not_offered(
    client_for: Any, sven: User, anna: User, nordlicht: Tenant
) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.post(f"/supervisor/users/{anna.pk}/look/", {"reason": "x"}).status_code == 403
    assert "/look/" not in browser.get(f"/supervisor/users/{anna.pk}/reach/").content.decode()
    assert actions(anna) == []


def test_another_tenants_tickets_stay_unseen(
    client_for: Any, ada: User, bela: User, nordlicht: Tenant, alpina: Tenant, ticket: Ticket, alpina_ticket: Ticket
) -> None:
    browser = client_for(ada, nordlicht)
    browser.post(f"/supervisor/users/{bela.pk}/look/", {"reason": "Schulung"})

    seen = [browser.get(f"/desk/ticket/{one.number}/").status_code for one in (ticket, alpina_ticket)]

    assert seen == [200, 404]


def test_the_person_reads_of_it_in_the_profile(
    looking: Any, client_for: Any, anna: User, ada: User, nordlicht: Tenant
) -> None:
    page = client_for(anna, nordlicht).get("/profile/reach/", headers=EN).content.decode()

    assert f"{ada.name} began to look" in " ".join(page.split())
    assert "Schulung" in page


def lose_their_role(person: User) -> None:
    with everywhere():
        Membership.objects.filter(user=person).delete()
        Grant.objects.filter(user=person).delete()


def switch_off(person: User) -> None:
    with everywhere():
        User.objects.filter(pk=person.pk).update(active=False)


def become_administrator(person: User) -> None:
    """Sven, who looks, has no right for the whole installation."""
    make_grant(person, make_role(permissions=["users.read"]))


@pytest.mark.parametrize("meanwhile", [lose_their_role, switch_off])
def test_it_ends_when_the_person_can_be_looked_through_no_more(
    looking: Any, anna: User, meanwhile: Callable[[User], None]
) -> None:
    meanwhile(anna)

    page = looking.get("/desk/inbox/", headers=EN)

    assert (page.status_code, BANNER in page.content.decode()) == (200, False)
    assert actions(anna) == ["eyes opened", "eyes closed"]


def test_it_ends_when_the_person_becomes_administrator(
    client_for: Any, sven: User, anna: User, nordlicht: Tenant, nordlicht_system: SystemGroup, billing: Category
) -> None:
    make_grant(sven, make_role("Blick", frozenset({"eyes.use"})), nordlicht_system)
    browser = client_for(sven, nordlicht)
    browser.post(f"/supervisor/users/{anna.pk}/look/", {"reason": "Schulung"})
    assert BANNER in browser.get("/desk/inbox/", headers=EN).content.decode()

    become_administrator(anna)

    assert BANNER not in browser.get("/desk/inbox/", headers=EN).content.decode()
    assert actions(anna) == ["eyes opened", "eyes closed"]


@pytest.mark.parametrize("htmx", [{}, {"hx-request": "true"}])
def test_what_a_page_of_the_persons_sends_after_the_end_is_not_done_in_ones_own_name(
    looking: Any, anna: User, ada: User, ticket: Ticket, htmx: dict[str, str]
) -> None:
    """Ada may do it herself: the page before her is Anna's all the same."""
    lose_their_role(anna)

    answer = looking.post(f"/desk/ticket/{ticket.number}/take/", headers={**EN, **htmx}, follow=not htmx)

    assert "Looking through somebody else’s eyes has ended. Nothing was changed." in answer.content.decode()
    with in_scope(ticket.tenant_id):
        ticket.refresh_from_db()
    assert ticket.owner_id is None
    assert actions(anna) == ["eyes opened", "eyes closed"]


def test_a_right_that_the_person_loses_is_gone_on_the_next_page(
    looking: Any, anna: User, nordlicht_service: AgentGroup, ticket: Ticket
) -> None:
    url = f"/desk/ticket/{ticket.number}/"
    assert looking.get(url).status_code == 200
    with everywhere():
        Grant.objects.filter(user=anna).delete()
    make_grant(anna, make_role("Nur Telefon", frozenset({"desk.access"})), nordlicht_service)

    assert (looking.get(url).status_code, actions(anna)) == (404, ["eyes opened"])
