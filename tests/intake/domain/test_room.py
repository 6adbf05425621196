"""Memory for mails that are being fetched is bounded, and everyday mail never waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from kontor.channels.enums import Protocol
from kontor.channels.models import MailAccount
from kontor.intake.domain import sources
from kontor.intake.domain.fetching import fetch_account
from kontor.intake.domain.room import SMALL, Room
from kontor.intake.domain.visits import Visit
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.servers.dovecot import Dovecot
from tests.support.letters import letter, mailbox_of

BIG = SMALL + 1


def test_who_wants_much_waits_until_others_have_given_it_back() -> None:
    room = Room(in_all=2 * BIG)
    entered: list[str] = []

    def want() -> None:
        with room.take(BIG):
            entered.append("third")

    with ExitStack() as held:
        held.enter_context(room.take(BIG))
        held.enter_context(room.take(BIG))
        third = threading.Thread(target=want)
        third.start()
        time.sleep(0.2)
        before = list(entered)
    third.join(10)

    assert (before, entered) == ([], ["third"])


def test_small_batches_never_wait() -> None:
    room = Room(in_all=BIG)
    with room.take(BIG), room.take(SMALL), room.take(SMALL):
        pass


def test_more_than_there_is_is_all_of_it() -> None:
    room = Room(in_all=BIG)
    with room.take(10 * BIG):
        pass

    assert room._taken == 0


@pytest.mark.parametrize("protocol", [Protocol.IMAP, Protocol.POP3])
@pytest.mark.parametrize("broken", [False, True])
def test_fetching_asks_for_the_size_and_gives_it_back_whatever_happens(
    mail_server: Dovecot,
    new_mailbox: Callable[[], str],
    nordlicht: Tenant,
    monkeypatch: pytest.MonkeyPatch,
    protocol: str,
    broken: bool,
) -> None:
    user = new_mailbox()
    account = make_account(nordlicht, user, **mailbox_of(mail_server, user, protocol=protocol))
    mail_server.deliver(user, letter("groß", text="x" * 70 + "\n" * 2), letter("groß", text=("x" * 70 + "\n") * 40_000))
    room, wanted = Room(), []
    take = room.take

    def asked(size: int) -> Any:
        wanted.append(size)
        return take(size)

    monkeypatch.setattr(room, "take", asked)
    monkeypatch.setattr(sources, "ROOM", room)
    if broken:
        monkeypatch.setattr(Visit, "_write_down", _fail)
        with pytest.raises(ValueError, match="no"):
            _fetch(account)
    else:
        _fetch(account)

    assert sum(wanted) > 2_800_000
    assert room._taken == 0


def _fetch(account: MailAccount) -> int:
    return fetch_account(account.owner, account.pk)


def _fail(*_arguments: Any) -> int:
    raise ValueError("no")
