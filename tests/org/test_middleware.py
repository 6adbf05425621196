"""The scope of a request, where requests really end their transactions."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.urls import path

from kontor.config import urls
from kontor.org.after import LookThenAnswer
from kontor.org.middleware import CHOICE, SIGNED_OUT, ScopeMiddleware, go_to, to_sign_in
from kontor.org.models import AgentGroup, Grant, Membership
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, current, every_tenant
from tests.factories.escalations import rule_in_force, waits
from tests.factories.org import make_grant, make_member
from tests.support.client import Browser
from tests.support.scoping import everywhere

ERRORS = {403: PermissionDenied, 404: Http404}


def write_then_fail(_request: HttpRequest, status: int) -> HttpResponse:
    AgentGroup.objects.update(name="Geschrieben")
    raise ERRORS[status]


urlpatterns = [path("write-then-fail/<int:status>/", write_then_fail), *urls.urlpatterns]
handler403, handler404 = urls.handler403, urls.handler404


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


def test_rights_that_are_gone_after_the_look_are_gone_in_the_answer(
    nordlicht: Tenant, bela: User, rf: RequestFactory
) -> None:
    request = rf.get("/desk/")
    request.user, request.session = bela, {CHOICE: [nordlicht.pk]}

    def lose() -> None:
        with everywhere():
            Membership.objects.filter(user=bela).delete()
            Grant.objects.filter(user=bela).delete()

    found = LookThenAnswer(
        look=lose,
        answer=lambda _found: HttpResponse(
            f"{request.tenants} {sorted(request.access.tenants)} {AgentGroup.objects.count()}"
        ),
    )

    assert ScopeMiddleware(lambda _request: found)(request).content == b"[] [] 0"


def test_a_role_for_the_installation_widens_the_administration_and_not_the_desk(
    nordlicht: Tenant, alpina: Tenant, anna: User, administrator_role: Role, rf: RequestFactory
) -> None:
    def asked(path: str) -> tuple[int, ...]:
        request = rf.get(path)
        request.user, request.session = anna, {CHOICE: [nordlicht.pk]}
        seen: list[tuple[int, ...]] = []
        ScopeMiddleware(lambda _request: HttpResponse(str(seen.append(current()))))(request)
        return seen[0]

    assert asked("/supervisor/") == (nordlicht.pk,)
    make_grant(anna, administrator_role)
    assert asked("/desk/supervisor/") == (nordlicht.pk,)
    assert set(asked("/supervisor/")) == {INSTALLATION, *every_tenant()}


def test_a_page_is_made_inside_the_scope(nordlicht: Tenant, alpina: Tenant, anna: User, rf: RequestFactory) -> None:
    request = rf.get("/desk/")
    request.user, request.session = anna, {CHOICE: [nordlicht.pk]}
    template = engines["django"].from_string("{% for tenant in tenants %}{{ tenant.code }} {% endfor %}")

    answer = ScopeMiddleware(lambda _request: SimpleTemplateResponse(template, {"tenants": Tenant.objects.all()}))(
        request
    )

    assert answer.content == b"NORD "


def test_row_security_shows_nothing_of_a_tenant_that_one_worked_for_until_now(
    nordlicht: Tenant, alpina: Tenant, alpina_service: AgentGroup, anna: User, rf: RequestFactory
) -> None:
    request = rf.get("/desk/")
    request.user, request.session = anna, {CHOICE: [nordlicht.pk, alpina.pk]}
    shown: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        shown.extend(AgentGroup.objects.values_list("tenant__code", flat=True))
        return HttpResponse()

    ScopeMiddleware(view)(request)

    assert set(shown) == {"NORD"}
    assert request.session[CHOICE] == [nordlicht.pk]


def test_an_answer_that_says_an_error_leaves_nothing(
    committed_db: str, nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User, rf: RequestFactory
) -> None:
    def view(status: int) -> HttpResponse:
        AgentGroup.objects.filter(pk=nordlicht_service.pk).update(name=f"Status {status}")
        return HttpResponse(status=status)

    for status in (499, 500):
        request = rf.post("/desk/")
        request.user, request.session = anna, {CHOICE: [nordlicht.pk]}
        ScopeMiddleware(lambda _request, status=status: view(status))(request)  # type: ignore[misc]

    with everywhere():
        assert AgentGroup.objects.get(pk=nordlicht_service.pk).name == "Status 499"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", ERRORS)
def test_what_was_written_before_it_was_forbidden_is_not_there(
    status: int, client_for: Callable[..., Browser], nordlicht: Tenant, nordlicht_service: AgentGroup, anna: User
) -> None:
    answer = client_for(anna, nordlicht).post(f"/write-then-fail/{status}/")

    assert answer.status_code == status
    with everywhere():
        assert AgentGroup.objects.get(pk=nordlicht_service.pk).name == nordlicht_service.name


@pytest.mark.parametrize(
    ("headers", "status", "named"), [({}, 302, "Location"), ({"HX-Request": "true"}, 204, "HX-Redirect")]
)
def test_a_browser_is_sent_on_whatever_it_asked_for(
    rf: RequestFactory, headers: dict[str, str], status: int, named: str
) -> None:
    answer = go_to(rf.get("/desk/", headers=headers), "/sign-in/")

    assert (answer.status_code, answer[named]) == (status, "/sign-in/")


@pytest.mark.parametrize(
    ("method", "headers", "back"),
    [
        ("get", {}, "/desk/inbox/?folder=drafts"),
        ("post", {"Referer": "http://testserver/supervisor/tenants/"}, "/supervisor/tenants/"),
        ("post", {"Referer": "http://elsewhere.example/supervisor/"}, "/"),
        ("post", {}, "/"),
        ("post", {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/ticket/7/"}, "/desk/ticket/7/"),
        ("post", {"HX-Request": "true", "HX-Current-URL": "http://elsewhere.example/"}, "/"),
    ],
)
def test_who_is_signed_out_comes_back_to_a_page_and_not_to_what_was_sent(
    rf: RequestFactory, method: str, headers: dict[str, str], back: str
) -> None:
    answer = to_sign_in(getattr(rf, method)("/desk/inbox/?folder=drafts", headers=headers))

    way = answer["HX-Redirect"] if "HX-Request" in headers else answer["Location"]
    assert parse_qs(urlsplit(way).query)["next"] == [back]
    assert answer[SIGNED_OUT] == "1"
