"""A visit that breaks off anywhere loses nothing and doubles nothing; mails of any size end in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from kontor.channels import fetched, imap, pop3
from kontor.channels.enums import AfterFetch, Protocol
from kontor.channels.models import MailAccount
from kontor.intake.domain import leases, sources, visits
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.ledger import is_whole
from kontor.intake.domain.processing import drain
from kontor.intake.domain.visits import Visit
from kontor.intake.enums import ArrivalState
from kontor.intake.models import Arrival, MailboxLease
from kontor.org.models import Category
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.servers.dovecot import Dovecot
from tests.support.letters import letter, mailbox_of
from tests.support.scoping import everywhere

Box = Callable[[], str]
MakeBox = Callable[..., MailAccount]
MAILS = 6


class Killed(BaseException):
    """The worker dies here: nothing that comes after it is done."""


@pytest.fixture
def make_box(mail_server: Dovecot, new_mailbox: Box, nordlicht: Tenant, billing: Category) -> MakeBox:
    def make(*mails: bytes, protocol: str = Protocol.IMAP, **values: Any) -> MailAccount:
        user = new_mailbox()
        account = make_account(nordlicht, user, **{**mailbox_of(mail_server, user, protocol=protocol), **values})
        with everywhere():
            set_fallback(account, billing, by=None)
        if mails:
            mail_server.deliver(user, *mails)
        return account

    return make


def _numbered() -> list[bytes]:
    return [letter(f"Nr {number}") for number in range(MAILS)]


def _fetch(account: MailAccount) -> int:
    return fetch_account(account.owner, account.pk)


def _rows() -> list[Arrival]:
    with everywhere():
        return list(Arrival.objects.select_related("raw", "account").order_by("id"))


def _subjects() -> list[str]:
    return sorted(row.raw.content.split(b"Subject: ")[1].split(b"\r\n")[0].decode() for row in _rows() if row.raw)


def _to_the_end(visit: Visit) -> None:
    while visit.step(2):
        pass


def _die(*_arguments: Any, **_values: Any) -> None:
    raise Killed


# fmt: off
PLACES: list[tuple[Any, str]] = [
    (leases,             "confirm"),         # before the batch is written
    (visits,             "store_arrivals"),  # while it is written
    (Visit,              "_advance"),        # written, not committed
    (sources.ImapSource, "kept"),            # committed, the server is not told
    (imap.Mailbox,       "delete"),          # marked as read, not deleted
    (Visit,              "_succeeded"),      # everything done but the last word
]
# fmt: on


@pytest.mark.parametrize(("where", "what"), PLACES, ids=[what for _where, what in PLACES])
def test_a_worker_killed_anywhere_loses_and_doubles_nothing(
    committed_db: str, make_box: MakeBox, mail_server: Dovecot, where: Any, what: str
) -> None:
    box = make_box(*_numbered(), after_fetch=AfterFetch.DELETE)
    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(where, what, _die)
        visit = Visit.begin(box.owner, box.pk)
        assert visit
        with pytest.raises(Killed):
            _to_the_end(visit)
    on_server = len(mail_server.mailbox(box.address))
    half = _subjects()
    with everywhere():
        MailboxLease.objects.all().delete()

    _fetch(box)

    assert len(half) + on_server >= MAILS, "A mail was nowhere."
    assert _subjects() == [f"Nr {number}" for number in range(MAILS)]


@pytest.mark.parametrize("what", ["kept", "take"])
def test_by_pop3_too(make_box: MakeBox, mail_server: Dovecot, what: str) -> None:
    box = make_box(*_numbered(), protocol=Protocol.POP3, after_fetch=AfterFetch.DELETE)
    with pytest.MonkeyPatch.context() as dying:
        dying.setattr(sources.Pop3Source, what, _die)
        visit = Visit.begin(box.owner, box.pk)
        assert visit
        with pytest.raises(Killed):
            visit.step(2)
    on_server = len(mail_server.mailbox(box.address))
    with everywhere():
        MailboxLease.objects.all().delete()

    _fetch(box)

    assert on_server == MAILS
    assert _subjects() == [f"Nr {number}" for number in range(MAILS)]


def test_trouble_with_the_database_is_not_the_accounts(make_box: MakeBox, monkeypatch: pytest.MonkeyPatch) -> None:
    box = make_box(*_numbered())

    def gone(*_arguments: Any, **_values: Any) -> int:
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr(Visit, "_write_down", gone)
        visit = Visit.begin(box.owner, box.pk)
        assert visit
        with pytest.raises(OperationalError):
            visit.step(2)
    with everywhere():
        account = MailAccount.objects.get(pk=box.pk)
        MailboxLease.objects.all().delete()

    assert (account.failing_since, account.error_kind) == (None, "")
    assert _fetch(box) == MAILS


def test_an_error_that_nobody_expected_is_written_at_the_account_and_raised(
    make_box: MakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make_box(*_numbered())

    def wrong(*_arguments: Any, **_values: Any) -> int:
        raise ValueError("no")

    monkeypatch.setattr(Visit, "_write_down", wrong)
    with pytest.raises(ValueError, match="no"):
        _fetch(box)

    with everywhere():
        account = MailAccount.objects.get(pk=box.pk)
        assert (account.error_kind, account.error_count) == ("unexpected", 1)
        assert not MailboxLease.objects.exists()


@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
@pytest.mark.parametrize("raw", [b"\r\n", b"Subject: \r\n\r\n", b"x", b"\r\n\r\n\r\n", b"From: \r\n\r\n"])
def test_a_mail_with_nothing_in_it_ends_somewhere_too(make_box: MakeBox, raw: bytes, protocol: str) -> None:
    box = make_box(raw, letter("danach"), protocol=protocol)

    _fetch(box)
    drain(box.owner)

    rows = _rows()
    assert len(rows) == 2
    assert all(row.state != ArrivalState.WAITING and row.outcome for row in rows)


@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
def test_a_mail_that_is_too_large_is_held_with_its_head_and_stays_on_the_server(
    make_box: MakeBox, mail_server: Dovecot, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in ((imap.Mailbox.batches, "max_bytes"), (pop3.Mailbox.batches, "max_bytes")):
        monkeypatch.setitem(module.__kwdefaults__, name, 20_000)  # type: ignore[arg-type]
    box = make_box(
        letter("klein"), letter("groß", text="x " * 20_000), protocol=protocol, after_fetch=AfterFetch.DELETE
    )

    _fetch(box)

    small, large = _rows()
    assert [row.reason for row in (small, large)] == ["", "too_large"]
    assert (is_whole(small), is_whole(large), large.state) == (True, False, ArrivalState.HELD)
    assert large.raw and b"Message-ID" in large.raw.content and b"x x" not in large.raw.content
    assert len(mail_server.mailbox(box.address)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
def test_the_largest_mail_is_kept_byte_by_byte(make_box: MakeBox, protocol: str) -> None:
    size = fetched.MAX_MAIL_BYTES - 10_000
    raw = letter("riesig") + (b"x" * 70 + b"\r\n") * (size // 72)
    box = make_box(raw, letter("danach"), protocol=protocol)

    _fetch(box)
    drain(box.owner)

    large, after = _rows()
    assert large.raw and large.raw.content.endswith(raw)  # the server puts a line of its own before it
    assert [row.outcome for row in (large, after)] == ["new_ticket", "new_ticket"]


def test_a_folder_that_is_gone_is_said_and_read_when_it_is_there_again(make_box: MakeBox, mail_server: Dovecot) -> None:
    box = make_box(folder="Service")
    _fetch(box)
    with everywhere():
        error = MailAccount.objects.get(pk=box.pk).error
    with mail_server.client(box.address) as client:
        client.create_folder("Service")
        client.append("Service", letter("eins"))

    assert "no folder “Service”" in error
    assert _fetch(box) == 1


def test_the_way_of_a_mail_begins_with_its_connection(make_box: MakeBox) -> None:
    box = make_box(letter("eins"))

    _fetch(box)

    [row] = _rows()
    connection = row.details["connection"]
    assert (connection["server"], connection["port"]) == (box.host, box.port)
    assert connection["tls"].startswith("TLSv1.")
    assert connection["worker"] == leases.this_worker()


def test_a_name_that_is_too_long_for_the_ledger_is_one_all_the_same(
    make_box: MakeBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 1939 allows 70 characters. Some servers do not know that."""
    box = make_box(letter("eins"), letter("zwei"), protocol=Protocol.POP3)
    listed = pop3.listed
    monkeypatch.setattr(
        pop3, "listed", lambda lines: {n: w if w.isdigit() else w * 30 for n, w in listed(lines).items()}
    )

    assert (_fetch(box), _fetch(box)) == (2, 0)
