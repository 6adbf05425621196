"""The scope of a request, where requests really end their transactions."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.test import RequestFactory

from kontor.org.after import LookThenAnswer
from kontor.org.middleware import CHOICE, ScopeMiddleware
from kontor.org.models import AgentGroup, Grant, Membership
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current
from tests.factories.escalations import rule_in_force, waits
from tests.factories.org import make_member
from tests.support.client import Browser
from tests.support.scoping import everywhere


def test_a_choice_that_became_smaller_survives_a_refused_post(
    committed_db: str,
    client_for: Callable[..., Browser],
    sven: User,
    supervisor_role: Role,
    nordlicht: Tenant,
    alpina: Tenant,
    alpina_service: AgentGroup,
) -> None:
    make_member(sven, alpina_service, supervisor_role)
    rule = rule_in_force(nordlicht, waits(30))
    browser = client_for(sven, nordlicht, alpina)
    assert browser.get("/desk/inbox/").status_code == 200
    with everywhere():
        Membership.objects.filter(user=sven, agent_group=alpina_service).delete()
        Grant.objects.filter(user=sven, agent_group=alpina_service).delete()

    url = f"/supervisor/escalations/{rule.pk}/activate/"
    answer = browser.post(url, {"seen": "7"}, headers={"Referer": "http://testserver/desk/"})

    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert browser.session[CHOICE] == [nordlicht.pk]
    assert browser.get("/desk/inbox/").status_code == 200


def test_what_is_answered_after_a_look_is_answered_in_the_chosen_tenants(
    nordlicht: Tenant, alpina: Tenant, bela: User, rf: RequestFactory
) -> None:
    request = rf.get("/desk/")
    request.user, request.session = bela, {CHOICE: [nordlicht.pk]}
    seen: list[tuple[int, ...]] = []
    view = ScopeMiddleware(
        lambda _request: LookThenAnswer(
            look=lambda: seen.append(current()),
            answer=lambda _found: HttpResponse(str(list(Tenant.objects.values_list("code", flat=True)))),
        )
    )

    answer = view(request)

    assert (seen, answer.content) == ([()], b"['NORD']")
