"""Two accounts, and mail that waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from kontor.channels.models import MailAccount
from kontor.outbox.domain.turns import Queue as Line
from kontor.outbox.models import OutgoingMail
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.servers.smtp_sink import SmtpSink
from tests.support.letters import sending_through
from tests.support.scoping import everywhere


@pytest.fixture
def second_account(nordlicht: Tenant, smtp_sink: SmtpSink) -> MailAccount:
    return make_account(nordlicht, "vertrag@nordlicht.example", **sending_through(smtp_sink))


def line_to(mail: OutgoingMail) -> Line:
    return Line(mail.tenant_id, mail.account_id)


def states_of() -> set[str]:
    with everywhere():
        return set(OutgoingMail.objects.values_list("state", flat=True))


@contextmanager
def elsewhere(taken: Callable[[], object]) -> Iterator[None]:
    """Another worker, with a connection of its own, is inside this context."""
    is_in, end = threading.Event(), threading.Event()

    def work() -> None:
        with taken():  # type: ignore[attr-defined]
            is_in.set()
            end.wait(20)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert is_in.wait(10)
    yield
    end.set()
    worker.join()
