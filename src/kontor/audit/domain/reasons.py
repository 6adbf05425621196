"""Why: which deeds the installation asks a reason for, and the reason that was given for what goes on now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kontor.audit.domain.source import COMMAND_LINE, WORKER, where_from
from kontor.kernel.errors import ReasonNeeded

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Deed:
    """``acts`` are pairs of action and kind, as they stand in the audit log."""

    label: StrOrPromise
    acts: frozenset[tuple[str, str]]


def _all(kind: str, *actions: str) -> frozenset[tuple[str, str]]:
    return frozenset((action, kind) for action in actions)


DEEDS = {
    "tenants": Deed(gettext_lazy("Deleting a tenant"), _all("tenants.tenant", "deleted")),
    "users": Deed(gettext_lazy("Deleting a user"), _all("people.user", "deleted")),
    "sign_ins": Deed(gettext_lazy("Signing somebody out"), _all("people.user", "signed out")),
    "roles": Deed(
        gettext_lazy("Giving a role, taking it away, changing what it allows"),
        _all("org.grant", "role_given", "role_taken") | _all("people.role", "created", "changed", "deleted"),
    ),
    "groups": Deed(
        gettext_lazy("Deleting a group"),
        _all("org.systemgroup", "deleted") | _all("org.supervisorgroup", "deleted") | _all("org.agentgroup", "deleted"),
    ),
    "categories": Deed(gettext_lazy("Deleting a category"), _all("org.category", "deleted")),
    "accounts": Deed(gettext_lazy("Deleting a mail account"), _all("channels.mailaccount", "deleted")),
    "rules": Deed(
        gettext_lazy("Putting category rules or an escalation rule in force"),
        _all("routing.ruleversion", "activated") | _all("escalations.escalationrule", "put in force"),
    ),
    "hours": Deed(
        gettext_lazy("Deleting business hours or a service level"),
        _all("sla.businesscalendar", "deleted") | _all("sla.servicelevel", "deleted"),
    ),
    "hours_changed": Deed(
        gettext_lazy("Changing business hours or a service level"),
        _all("sla.businesscalendar", "changed") | _all("sla.servicelevel", "changed"),
    ),
    "stylesheets": Deed(gettext_lazy("Deleting a letter stylesheet"), _all("letters.stylesheet", "deleted")),
    "stylesheets_changed": Deed(
        gettext_lazy("Adding, changing, restoring a letter stylesheet or making it the default"),
        _all("letters.stylesheet", "created", "changed", "restored", "made default"),
    ),
    "phone_systems": Deed(gettext_lazy("Deleting a telephone system"), _all("calls.phonesystem", "deleted")),
    "settings": Deed(
        gettext_lazy("Changing settings of the whole installation"),
        _all("preferences.systemvalues", "settings changed"),
    ),
    "app_settings": Deed(
        gettext_lazy("Changing app settings"), _all("tenants.appsetting", "app setting changed", "app setting removed")
    ),
    "tenant_settings": Deed(
        gettext_lazy("Changing settings of a tenant"), _all("tenants.tenant", "settings changed", "file applied")
    ),
    "log": Deed(gettext_lazy("Handing out the audit log"), _all("audit.chain", "log exported")),
    "calls": Deed(
        gettext_lazy("Handing out call records, listening to a recording"),
        _all("tenants.tenant", "calls exported") | _all("calls.call", "recording opened"),
    ),
    "configuration": Deed(gettext_lazy("Taking a tenant as a file"), _all("tenants.tenant", "configuration exported")),
    "disclosures": Deed(
        gettext_lazy("Opening the information about a contact"), _all("privacy.disclosure", "disclosure opened")
    ),
}
"""For which a reason can be asked. Looking through somebody's eyes, erasures and legal holds always ask for one."""

_given: ContextVar[Callable[[], str] | None] = ContextVar("kontor_audit_reason", default=None)
_asks: Callable[[], Collection[str]] = frozenset


def provide_asking(asks: Callable[[], Collection[str]]) -> None:
    """``asks`` says for which of ``DEEDS`` the installation asks a reason: a setting, which lies above this package."""
    global _asks
    _asks = asks


@contextmanager
def because(reason: Callable[[], str]) -> Iterator[None]:
    """What is changed in this block is changed for this reason. It is looked up when the first row is written."""
    token = _given.set(reason)
    try:
        yield
    finally:
        _given.reset(token)


def reason_for(action: str, kind: str, person: AbstractBaseUser | None) -> str:
    """What was given. Raises ``ReasonNeeded`` where nothing was, somebody does it, and the installation asks."""
    reason = _given.get()
    given = reason().strip() if reason else ""
    if not given and _somebody_does_it(person):
        deed = next((name for name, deed in DEEDS.items() if (action, kind) in deed.acts), None)
        if deed is not None and deed in _asks():
            raise ReasonNeeded(_("Say why. For this a reason is asked: %(deed)s.") % {"deed": DEEDS[deed].label})
    return given


def _somebody_does_it(person: AbstractBaseUser | None) -> bool:
    """Not the worker, even for somebody: whoever asked for the work has been asked then. On the command line somebody
    does it without a name, where the command takes a reason."""
    source = where_from()
    if person is None:
        return source.startswith(COMMAND_LINE) and _given.get() is not None
    return source != WORKER
