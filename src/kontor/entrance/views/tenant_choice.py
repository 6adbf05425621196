"""For which tenants one works now: asked after sign-in where there is a choice, changed at any time later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kontor.entrance.doors import without_tenant
from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.domain.tenant_choice import may_choose_all, offered_tenants
from kontor.org.middleware import CHOICE, DeskRequest
from kontor.people.models import User
from kontor.routing.domain.leaving import leave_tenants
from kontor.routing.domain.waiting import welcome
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.domain.open_counts import OpenCount, open_counts

COOKIE = "kontor_choice"
SALT = "kontor.entrance.choice"
ALL = "all"


@dataclass(frozen=True)
class Offer:
    """One card of the choice; ``tenant`` None stands for all of them."""

    value: str
    tenant: Tenant | None
    count: OpenCount
    chosen: bool


@without_tenant
@never_cache
def tenant_choice(request: DeskRequest) -> HttpResponse:
    """Show what can be chosen, take the choice. Nothing is asked where there is one tenant only."""
    offered = offered_tenants(request.user)
    if not offered:
        _choose(request, ())
        return render(request, "entrance/no_tenant.html", {"administers": _administers(request)})
    if len(offered) == 1:
        return _only_one(request, offered[0])
    for_all = may_choose_all(request.user)
    chosen = _posted(request, offered, for_all=for_all)
    if chosen:
        _choose(request, chosen)
        return _remember(request, HttpResponseRedirect(safe_next(request)), chosen)
    context = {
        "offers": _offers(request, offered, for_all=for_all),
        "next": safe_next(request),
        "missing": request.method == "POST",
    }
    return render(request, "entrance/tenant_choice.html", context, status=422 if request.method == "POST" else 200)


def after_sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """On to work: with the only tenant or today's choice where there is one, else by way of the choice."""
    offered = tuple(tenant.pk for tenant in offered_tenants(user))
    chosen = offered if len(offered) == 1 else _remembered(request, user, offered)
    request.session[CHOICE] = list(chosen)
    welcome(user, chosen)
    if chosen or not offered or _only_administers(user):
        return HttpResponseRedirect(safe_next(request))
    return HttpResponseRedirect(f"{reverse('tenant-choice')}?{urlencode({'next': safe_next(request)})}")


def safe_next(request: HttpRequest, *, choice: bool = False) -> str:
    """The page of our own one wanted to go to, else the start; the ``choice`` of tenants only where it was not made."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    inside = own and not wanted.startswith((reverse("sign-in"), reverse("sign-out")))
    chooses = own and choice and wanted.startswith(reverse("tenant-choice"))
    return wanted if inside or chooses else "/"


def _posted(request: DeskRequest, offered: list[Tenant], *, for_all: bool) -> tuple[int, ...]:
    """What was chosen, if it is on offer."""
    value = request.POST.get("tenant", "")
    if value == ALL and for_all:
        return tuple(tenant.pk for tenant in offered)
    return tuple(tenant.pk for tenant in offered if str(tenant.pk) == value)


def _choose(request: DeskRequest, chosen: tuple[int, ...]) -> None:
    """The choice holds from the next request on; what is left behind returns to the queue, drafts stay.

    What has waited for the person in the tenants that are new lies on their desk.
    """
    before = tuple(request.session.get(CHOICE, ()))
    if before == chosen:
        return
    request.session[CHOICE] = list(chosen)
    try:
        request.session.save()
    except UpdateError:
        raise SessionInterrupted("The sign-in ended in this moment.") from None
    if before:
        left = [tenant_id for tenant_id in before if tenant_id not in chosen]
        leave_tenants(request.user, left, key=request.session.session_key or "")
    welcome(request.user, [tenant_id for tenant_id in chosen if tenant_id not in before])


def _only_one(request: DeskRequest, tenant: Tenant) -> HttpResponse:
    if tuple(request.session.get(CHOICE, ())) == (tenant.pk,):
        messages.info(request, _("You work for %(tenant)s. There is no other tenant to choose.") % {"tenant": tenant})
    _choose(request, (tenant.pk,))
    return HttpResponseRedirect(safe_next(request))


def _offers(request: DeskRequest, offered: list[Tenant], *, for_all: bool) -> list[Offer]:
    counts = _counts(request.user, tuple(tenant.pk for tenant in offered))
    present = set(request.session.get(CHOICE, ()))
    everything = for_all and (not present or len(present) > 1)
    offers = [
        Offer(str(tenant.pk), tenant, counts.get(tenant.pk, OpenCount()), not everything and tenant.pk in present)
        for tenant in offered
    ]
    if for_all:
        offers.append(Offer(ALL, None, _together([offer.count for offer in offers]), everything))
    return offers


def _together(counts: list[OpenCount]) -> OpenCount:
    return OpenCount(
        sum(count.number for count in counts),
        any(count.more for count in counts),
        sum(count.late for count in counts),
        any(count.more_late for count in counts),
    )


def _counts(user: User, tenant_ids: tuple[int, ...]) -> dict[int, OpenCount]:
    """The open tickets of the person's own categories; where they have none, of those they may read."""
    with scope(*tenant_ids):
        access = load_access(user, tenant_ids)
        own, readable = access.member_category_ids, access.categories("tickets.read")
        worked = {category.tenant_id for category in readable if category.id in own}
        return open_counts(own | {category.id for category in readable if category.tenant_id not in worked})


def _administers(request: DeskRequest) -> bool:
    return "supervisor.access" in request.access.installation


def _only_administers(user: User) -> bool:
    """Administers the installation and does not work at the desk: then the choice would mean nothing."""
    with scope():
        rights = load_access(user, ()).installation
    return "supervisor.access" in rights and "desk.access" not in rights


def _remember(request: DeskRequest, response: HttpResponse, chosen: tuple[int, ...]) -> HttpResponse:
    """Until midnight, in this browser, if the person wants it; else an earlier wish is forgotten."""
    if not request.POST.get("remember"):
        response.delete_cookie(COOKIE)
        return response
    now = timezone.localtime(clock.now())
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    content = signing.dumps([request.user.pk, now.date().isoformat(), list(chosen)], salt=SALT)
    age = max(1, int(midnight.timestamp() - now.timestamp()))  # the clock may be changed before midnight
    response.set_cookie(COOKIE, content, max_age=age, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _remembered(request: HttpRequest, user: User, offered: tuple[int, ...]) -> tuple[int, ...]:
    """Today's choice of this person in this browser, if all of it is still on offer."""
    try:
        user_id, day, chosen = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except (signing.BadSignature, ValueError):
        return ()
    today = timezone.localtime(clock.now()).date().isoformat()
    valid = user_id == user.pk and day == today and chosen and set(chosen) <= set(offered)
    return tuple(chosen) if valid and (len(chosen) == 1 or may_choose_all(user)) else ()
