"""The steps of setting up a tenant, in the order of the guide: the form of each, and its lines of the checklist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kontor.readiness.enums import Topic
from kontor.supervisor.phone_systems.access import is_there as telephones
from kontor.supervisor.tenants.pdf.access import is_there as letters

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LAST = "readiness"


@dataclass(frozen=True)
class Step:
    """``tab`` is one of the tenant's mask; without one, something new is made (``makings.MAKINGS``), or it leads to
    masks of its own (``ways.WAYS``).

    ``topics`` and ``keys`` say which lines of the checklist belong to it, ``right`` what it takes.
    """

    key: str
    label: StrOrPromise
    about: StrOrPromise
    tab: str = ""
    topics: tuple[Topic, ...] = ()
    keys: tuple[str, ...] = ()
    right: str = "tenants.write"
    when: Callable[[HttpRequest], bool] | None = None
    several: bool = False


STEPS: tuple[Step, ...] = (
    Step("general", _("General"), _("Name, colour and language of the tenant."), tab="general"),
    Step(
        "times",
        _("Service level and business hours"),
        _("What is promised, and when its time runs. Created in masks of their own, they are chosen in the settings."),
        topics=(Topic.TIMES,),
    ),
    Step(
        "settings",
        _("Settings"),
        _("Service level, business hours, channels, spelling. What you leave alone is inherited from the system."),
        tab="settings",
        topics=(Topic.TIMES, Topic.SPELLING),
    ),
    Step(
        "account",
        _("Mail account"),
        _("The mailbox to which the tenant's customers write, and from which it answers."),
        keys=("incoming", "sending", "fetched", "sent"),
        right="accounts.write",
        several=True,
    ),
    Step(
        "no-reply",
        _("Do-not-reply address"),
        _("Automatic mail that must not be answered is sent from it."),
        keys=("no_reply",),
        several=True,
    ),
    Step(
        "accounts",
        _("Account settings"),
        _("Which account is used when nothing nearer decides, and which for inquiries and forwards."),
        tab="accounts",
        keys=("inquiries", "forwards"),
    ),
    Step("pdf", "PDF", _("Where letters go, and on what they are printed."), "pdf", (Topic.LETTERS,), when=letters),
    Step(
        "call-connector",
        "Call Connector App",
        _("The prefix decides which number the called person sees."),
        tab="call-connector",
        topics=(Topic.CALLS,),
        when=telephones,
    ),
    Step(
        "phone-tickets",
        _("Phone ticket configuration"),
        _("When a call becomes a ticket, and which."),
        tab="phone-tickets",
        when=telephones,
    ),
    Step(
        "system-group",
        _("System group"),
        _("Everything below a system group that chooses the tenant belongs to it at once."),
        keys=("system_group",),
        right="groups.write",
        several=True,
    ),
    Step(
        "supervisor-group",
        _("Supervisor group"),
        _("Between the system group and the agents' groups stands who leads them."),
        right="groups.write",
        several=True,
    ),
    Step(
        "agent-group",
        _("Agent group"),
        _("Its members work on the tenant's tickets."),
        right="groups.write",
        several=True,
    ),
    Step(
        "members",
        _("Members"),
        _("Who works in each agent group, and so may sign in for the tenant."),
        keys=("agents",),
    ),
    Step(
        "category",
        _("Categories"),
        _("Each ticket gets a category; it decides which agent groups work on it."),
        keys=("categories", "worked"),
        right="categories.write",
        several=True,
    ),
    Step(
        "rules",
        _("Category rules"),
        _("By which words, addresses and accounts a mail finds its category, and where it goes when no rule matches."),
        keys=("rules", "fallback"),
    ),
    Step(
        "template",
        _("Templates"),
        _("What is suggested as an answer. Layout, letterhead and footer are templates too."),
        keys=("templates",),
        right="templates.write",
        several=True,
    ),
    Step(
        "texts",
        _("Texts of the templates"),
        _("What stands in each template, in every language in which the tenant answers."),
        topics=(Topic.TEXTS,),
    ),
    Step(
        LAST,
        _("Go-live"),
        _("What is done and what is still open. The go-live test tries the whole way of a mail."),
        tab="readiness",
        topics=tuple(Topic),
    ),
)


def steps_for(request: HttpRequest) -> list[Step]:
    """Those that exist here: letters and telephones only where they are switched on."""
    return [step for step in STEPS if not step.when or step.when(request)]
