"""Trying out a mail account, step by step, so that a page can show how far it got.

for step in check_account(account.mail_server(), account.smtp_server(), address=account.address):
    ...                                        # each step comes as running, then as ok, failed or skipped
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kontor.channels.connection_test_steps import Reading, Sending, Servers, Token
from kontor.channels.errors import ConnectionFailed, DeliveryFailed
from kontor.channels.scan_folder import ScanFolder
from kontor.channels.servers import MailServer, SmtpServer


class State(StrEnum):
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """``sentence`` says how it went; it is empty while the step runs."""

    key: str
    label: Promise
    state: State = State.RUNNING
    sentence: str = ""


TOKEN = [Step("token", gettext_lazy("Get a token from the sign-in service"))]
FETCHING = [
    Step("resolve", gettext_lazy("Find the server")),
    Step("connect", gettext_lazy("Connect and encrypt")),
    Step("sign_in", gettext_lazy("Sign in")),
    Step("folder", gettext_lazy("Open the folder")),
]
SCANS = [
    Step("scans", gettext_lazy("Find the folder with scans")),
    Step("scans_use", gettext_lazy("Read it and put files away")),
]
SENDING = [
    Step("smtp_connect", gettext_lazy("Connect to the server for sending")),
    Step("smtp_sign_in", gettext_lazy("Sign in to the server for sending")),
]
ROUND_TRIP = [
    Step("send", gettext_lazy("Send a test mail to the account itself")),
    Step("find", gettext_lazy("Find the test mail")),
    Step("remove", gettext_lazy("Remove the test mail")),
]


def check_account(
    mail: MailServer,
    sending: SmtpServer | None,
    *,
    address: str,
    wait: float = 30.0,
    get_token: Callable[[], Servers] | None = None,
) -> Iterator[Step]:
    """Try to read, to send, and to find what was sent within ``wait`` seconds.

    An account that signs in by token gives ``get_token``, which hands over the servers with a token that holds.

    After a failure the steps that build upon it are skipped, the others still run. Without a server for sending only
    the reading is tried. Never raises for trouble with the servers.
    """
    if get_token is not None:
        token = Token(get_token)
        if not (yield from in_order(TOKEN, [token.get], lambda: None)):
            yield from _skipped(planned_steps(sending))
            return
        mail, sending = token.servers
    reading = Reading(mail, address, wait)
    readable = yield from in_order(FETCHING, reading.first_steps(), reading.close)
    if sending is None:
        return
    sender = Sending(sending)
    sendable = yield from in_order(SENDING, sender.steps(), sender.close)
    if readable and sendable:
        steps = [lambda: sender.send_to(address, reading.message_id), *reading.last_steps()]
        yield from in_order(ROUND_TRIP, steps, reading.close)
    else:
        yield from _skipped(ROUND_TRIP)


def check_folder(open_it: Callable[[], ScanFolder], done: str, sending: SmtpServer | None) -> Iterator[Step]:
    """The same for a folder with scans: is it there, can it be read, can what was taken be moved?"""
    opened: list[ScanFolder] = []

    def find() -> str:
        opened.append(open_it())
        return _("The folder is there.")

    def use() -> str:
        count = len(opened[0].waiting())
        opened[0].require_usable(done)
        text = ngettext("There is %(count)s scan in it.", "There are %(count)s scans in it.", count)
        return text % {"count": count}

    yield from in_order(SCANS, [find, use], lambda: None)
    if sending is not None:
        sender = Sending(sending)
        yield from in_order(SENDING, sender.steps(), sender.close)


def planned_steps(sending: SmtpServer | None, *, by_token: bool = False, in_folder: bool = False) -> list[Step]:
    """All steps that ``check_account`` or ``check_folder`` will go through, to be shown before it begins."""
    if in_folder:
        return [*SCANS, *(SENDING if sending else [])]
    return [*(TOKEN if by_token else []), *FETCHING, *(SENDING + ROUND_TRIP if sending else [])]


def in_order(
    steps: list[Step], doings: list[Callable[[], str]], close: Callable[[], None]
) -> Generator[Step, None, bool]:
    """Do them one after the other, until one fails; whether all of them went well."""
    try:
        for number, (step, do) in enumerate(zip(steps, doings, strict=True), 1):
            yield step
            try:
                sentence = do()
            except (ConnectionFailed, DeliveryFailed) as error:
                yield replace(step, state=State.FAILED, sentence=str(error))
                yield from _skipped(steps[number:])
                return False
            yield replace(step, state=State.OK, sentence=sentence)
        return True
    finally:
        close()


def _skipped(steps: list[Step]) -> Iterator[Step]:
    for step in steps:
        yield replace(step, state=State.SKIPPED, sentence=_("Not tried, because an earlier step failed."))
