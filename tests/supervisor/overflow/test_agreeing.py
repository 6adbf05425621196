"""Who agrees, and who sees what."""

from __future__ import annotations

from kontor.escalations.domain.overflow import flow
from kontor.escalations.models import Agreement
from kontor.org.models import AgentGroup, Category, SupervisorGroup
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from tests.factories.agreements import make_agreement
from tests.factories.org import make_category, make_grant, make_group_tree, make_member
from tests.factories.people import make_user
from tests.factories.tenants import make_tenant
from tests.factories.tickets import make_ticket
from tests.supervisor.overflow.conftest import LIST, ClientFor, as_it_is, terms_entered
from tests.support.scoping import everywhere
from tests.support.statements import statements


def both_sides(lead: SupervisorGroup, other: SupervisorGroup, role: Role) -> User:
    """Somebody who supervises both tenants."""
    user = make_user("Berta Beide", username="berta")
    make_grant(user, role, lead)
    make_grant(user, role, other)
    return user


def test_list_shows_agreements_of_either_side(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    anna: User,
    carla: User,
) -> None:
    make_agreement(nordlicht, claims, name="Hin")
    make_agreement(alpina, billing, name="Zurück")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert ("Hin" in page, "Zurück" in page, "Alpina Versicherung" in page) == (True, True, True)


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_and_page_need_as_many_statements_for_three_rows(
    client_for: ClientFor, ada: User, nordlicht: Tenant, billing: Category, claims: Category, carla: User
) -> None:
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada)
    browser = client_for(ada)
    for _warm in range(2):
        browser.get(LIST), browser.get(f"{LIST}{agreement.pk}/")
    with statements() as one:
        browser.get(LIST), browser.get(f"{LIST}{agreement.pk}/")
    for _more in range(2):
        make_agreement(nordlicht, claims, confirmed_by=ada)
        make_ticket(billing)
    flow(nordlicht.pk)
    with statements() as three:
        browser.get(LIST), browser.get(f"{LIST}{agreement.pk}/")

    assert len(three) == len(one)


def test_whoever_supervises_both_creates_confirms_and_switches_on(
    client_for: ClientFor,
    nordlicht: Tenant,
    alpina: Tenant,
    nordlicht_supervisors: SupervisorGroup,
    alpina_supervisors: SupervisorGroup,
    supervisor_role: Role,
    billing: Category,
    claims: Category,
    carla: User,
) -> None:
    berta = both_sides(nordlicht_supervisors, alpina_supervisors, supervisor_role)
    browser = client_for(berta, nordlicht, alpina)

    made = browser.post(f"{LIST}new/", {"name": "Winter", "lender": nordlicht.pk, "category": claims.pk})
    with everywhere():
        agreement = Agreement.objects.get()
    assert (made.status_code, made["Location"]) == (302, f"{LIST}{agreement.pk}/terms/")
    assert browser.get(f"{LIST}{agreement.pk}/terms/").status_code == 200

    saved = browser.post(f"{LIST}{agreement.pk}/terms/", terms_entered(agreement, source_categories=[billing.pk]))
    assert saved.status_code == 302
    agreement = as_it_is(agreement)
    assert (agreement.threshold, agreement.back_below, agreement.quota) == (140, 110, 25)
    assert agreement.source_categories == [billing.pk]

    assert "Confirm for both tenants" in browser.get(f"{LIST}{agreement.pk}/").content.decode()
    browser.post(f"{LIST}{agreement.pk}/confirm/", {"terms": agreement.terms})
    browser.post(f"{LIST}{agreement.pk}/on/")
    assert as_it_is(agreement).in_force
    page = browser.get(f"{LIST}{agreement.pk}/").content.decode()
    assert "At Nordlicht Energie 0 tickets wait; the limit is 140." in page

    browser.post(f"{LIST}{agreement.pk}/off/")
    assert not as_it_is(agreement).active


def test_one_side_confirms_for_itself_only_and_does_not_change_terms(
    client_for: ClientFor, sven: User, nordlicht: Tenant, claims: Category, carla: User
) -> None:
    agreement = make_agreement(nordlicht, claims)
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{agreement.pk}/terms/").status_code == 403
    assert browser.post(f"{LIST}{agreement.pk}/terms/", terms_entered(agreement)).status_code == 403
    browser.post(f"{LIST}{agreement.pk}/confirm/", {"terms": 1})

    agreement = as_it_is(agreement)
    assert (agreement.lender_agrees, agreement.borrower_agrees) == (True, False)
    refused = browser.post(f"{LIST}{agreement.pk}/on/", follow=True)
    assert "Alpina Versicherung has not confirmed the terms yet." in refused.content.decode()

    browser.post(f"{LIST}{agreement.pk}/withdraw/")
    assert not as_it_is(agreement).lender_agrees


def test_the_borrowers_supervisor_sees_no_figures_of_the_lender(
    client_for: ClientFor,
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_supervisors: SupervisorGroup,
    supervisor_role: Role,
    billing: Category,
    claims: Category,
    carla: User,
    ada: User,
) -> None:
    supervisor = make_user("Tina Theirs", username="tina")
    make_grant(supervisor, supervisor_role, alpina_supervisors)
    agreement = make_agreement(nordlicht, claims, confirmed_by=ada, threshold=77)
    for _each in range(3):
        make_ticket(billing)

    page = client_for(supervisor, alpina).get(f"{LIST}{agreement.pk}/").content.decode()

    assert "The backlog of Nordlicht Energie is lower." in page
    assert "3 tickets wait" not in page
    assert "have waited long enough" not in page


def test_what_is_entered_wrongly_is_said_and_kept(
    client_for: ClientFor, ada: User, nordlicht: Tenant, claims: Category, carla: User
) -> None:
    agreement = make_agreement(nordlicht, claims)
    browser = client_for(ada)
    url = f"{LIST}{agreement.pk}/terms/"

    wrong = browser.post(url, terms_entered(agreement, back_below=141))
    assert (wrong.status_code, "not above 140" in wrong.content.decode()) == (422, True)
    assert browser.post(url, terms_entered(agreement, threshold="")).status_code == 422
    assert browser.post(url, terms_entered(agreement, version=99)).status_code == 409


def test_other_tenants_agreement_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, claims: Category, carla: User, ada: User
) -> None:
    third = make_tenant("Dritte", code="DRIT", colour=3)
    group = make_group_tree(third, "Dritte")
    make_member(carla, group)
    agreement = make_agreement(alpina, make_category(group, "Fern"))
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{agreement.pk}/").status_code == 404
    for verb in ("confirm", "withdraw", "on", "off"):
        assert browser.post(f"{LIST}{agreement.pk}/{verb}/", {"terms": 1}).status_code == 404


def test_delete_and_restore_need_both_sides(
    client_for: ClientFor, sven: User, ada: User, nordlicht: Tenant, claims: Category, carla: User
) -> None:
    agreement = make_agreement(nordlicht, claims)

    client_for(sven, nordlicht).post(f"{LIST}delete/", {"selected": [agreement.pk]})
    assert as_it_is(agreement).deleted_at is None

    browser = client_for(ada)
    browser.post(f"{LIST}delete/", {"selected": [agreement.pk]})
    assert as_it_is(agreement).deleted_at is not None
    assert agreement.name in browser.get(f"{LIST}deleted/").content.decode()
    browser.post(f"{LIST}restore/", {"selected": [agreement.pk]})
    assert as_it_is(agreement).deleted_at is None


def test_an_agreement_of_tenants_whose_agreements_one_does_not_see_is_not_named(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    alpina: Tenant,
    claims: Category,
    alpina_service: AgentGroup,
    carla: User,
) -> None:
    """Sven works for the second tenant, but supervises the first alone."""
    make_member(sven, alpina_service)
    agreement = make_agreement(make_tenant("Dritte"), claims)

    answer = client_for(sven, nordlicht, alpina).post(f"{LIST}delete/", {"selected": [agreement.pk]}, follow=True)

    assert (agreement.name in answer.content.decode(), "Dritte" in answer.content.decode()) == (False, False)
    assert "choose at least one line" in answer.content.decode()
