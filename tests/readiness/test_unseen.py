"""While a go-live test is under way, neither agents nor figures know of it; of the same mail without a mark they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.urls import reverse, reverse_lazy

from kontor.channels.models import MailAccount
from kontor.channels.trial_mark import HEADER
from kontor.intake.models import Arrival
from kontor.live.notify import CHANNEL
from kontor.live.streams import Stream
from kontor.people.models import User
from kontor.readiness.domain.trial_mails import trial_subject
from kontor.readiness.domain.trials import ask_for_trial, go_on
from kontor.tenants.models import Tenant
from tests.readiness.working import fresh, read, run
from tests.servers.dovecot import Dovecot
from tests.support.client import Browser
from tests.support.notified import notified
from tests.support.scoping import everywhere, in_scope

PAGES = (
    ("desk:inbox:list", ""),
    ("desk:inbox:list", "folder=queue"),
    ("desk:inbox:folders", ""),
    ("desk:upcoming:list", ""),
    ("desk:clearance:list", ""),
    ("desk:notices:list", ""),
    ("desk:reviews:list", ""),
    ("desk:contacts:list", ""),
    ("state", ""),
    ("supervisor:board:show", ""),
    ("supervisor:board:tickets", ""),
    ("supervisor:quality:list", ""),
    ("supervisor:outgoing:list", ""),
    ("supervisor:arrivals:held", ""),
)
"""Where requests of a tenant are seen or counted: lists, queue, search, boards, reports, notices, mail on its way."""
BOARD = reverse_lazy("supervisor:board:show")


@dataclass
class Seen:
    """What people find on pages, and what their open pages heard."""

    client_for: Callable[..., Browser]
    tenant: Tenant
    people: tuple[User, ...]
    listener: psycopg.Connection[Any]

    def pages(self) -> set[str]:
        """Those of the agent and those of the supervisor on which the mail is found."""
        agent, supervisor = (self.client_for(person, self.tenant) for person in self.people)
        found = set()
        for name, values in PAGES:
            browser = supervisor if name.startswith("supervisor:") else agent
            if trial_subject() in browser.get(f"{reverse(name)}?{values}").content.decode():
                found.add(name)
        return found

    def open_requests(self) -> int:
        """The figure of the board."""
        found: int = self.client_for(self.people[1], self.tenant).get(BOARD).context["board"].total.open
        return found

    def items(self) -> list[Any]:
        """What open pages were told since it was asked last."""
        return [item for said in notified(self.listener) for item in said]

    def of(self, person: User, items: list[Any]) -> list[bytes]:
        stream = Stream(person.pk, frozenset({self.tenant.pk}))
        for item in items:
            stream.hear(item)
        return list(stream._waiting)


@pytest.fixture
def seen(committed_db: str, client_for: Callable[..., Browser], nordlicht: Tenant, anna: User, sven: User) -> Any:
    with psycopg.connect(committed_db, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        yield Seen(client_for, nordlicht, (anna, sven), listener)


def test_nobody_at_a_desk_meets_a_test_that_is_under_way(
    seen: Seen, working: MailAccount, nordlicht: Tenant, anna: User, ada: User, mail_server: Dovecot
) -> None:
    with in_scope(nordlicht):
        trial = ask_for_trial(nordlicht, working, language="en", by=ada)
    while fresh(trial).steps.get("arrive", {}).get("state") != "running":
        go_on(trial.tenant_id, trial.pk)
        read(working)
    with everywhere():
        assert set(Arrival.objects.values_list("outcome", flat=True)) == {"ignored"}
    met, counted = seen.pages(), seen.open_requests()
    run(trial, working)
    told = seen.items()

    assert (met, counted) == (set(), 0)
    assert seen.of(anna, told) == []
    assert seen.of(ada, told) != []

    mail_server.deliver(working.address, _by_a_customer(working))
    read(working)

    assert {"desk:inbox:list", "desk:upcoming:list", "supervisor:board:tickets"} <= seen.pages()
    assert seen.open_requests() == 1
    assert seen.of(anna, seen.items()) != []


def _by_a_customer(account: MailAccount) -> bytes:
    head = f"From: kunde@post.example\r\nTo: {account.address}\r\nSubject: {trial_subject()}\r\n"
    assert HEADER not in head
    return f"{head}Message-ID: <1@post.example>\r\n\r\nGuten Tag".encode()
