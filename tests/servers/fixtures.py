"""Fixtures: ``mail_server`` is Dovecot, ``new_mailbox`` an empty mailbox in it, ``smtp_sink`` takes what is sent.

``postfix_server`` delivers to the mailboxes of ``mail_server`` and gives all else to ``world``. ``asterisk`` is a
telephone system with trunks and telephones.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NoReturn

import pytest

from tests.servers import dovecot, postfix
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix
from tests.servers.smtp_sink import SmtpSink
from tests.servers.telephony import phones
from tests.servers.telephony.asterisk import Asterisk, unpacked
from tests.servers.token_service import TokenServer

__all__ = [
    "asterisk",
    "asterisk_system",
    "mail_server",
    "make_sink",
    "make_token_server",
    "new_mailbox",
    "postfix_server",
    "smtp_sink",
    "world",
]

_numbers = count(1)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Dovecot]:
    """Dovecot for the whole run. Every address is a mailbox with the password ``dovecot.PASSWORD``."""
    _demand(dovecot.installed(), "Dovecot", dovecot.PACKAGES)
    server = Dovecot()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="session")
def world() -> Iterator[SmtpSink]:
    """Where Postfix hands what is not for our mailboxes."""
    sink = SmtpSink().start()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def postfix_server(mail_server: Dovecot, world: SmtpSink) -> Iterator[Postfix]:
    """Postfix in front of Dovecot, for the whole run. Without root there is none."""
    if os.geteuid() != 0:
        _missing("Postfix runs as root only.")
    _demand(postfix.installed(), "Postfix", postfix.PACKAGES)
    server = Postfix(mail_server, world.port)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def new_mailbox(mail_server: Dovecot) -> Callable[[], str]:
    """Makes the address of a mailbox that nobody has used."""
    return lambda: f"service{next(_numbers)}@{os.getpid()}.mail.example"


@pytest.fixture
def make_sink() -> Iterator[Callable[..., SmtpSink]]:
    """Starts servers for sending that behave as told (see ``SmtpSink``) and ends them after the test."""
    running: list[SmtpSink] = []

    def make(**behaviour: Any) -> SmtpSink:
        running.append(SmtpSink(**behaviour).start())
        return running[-1]

    yield make
    for sink in running:
        sink.stop()


@pytest.fixture
def make_token_server(mail_server: Dovecot) -> Iterator[Callable[..., TokenServer]]:
    """Starts services that give out tokens for a mailbox of ``mail_server`` (see ``TokenServer``)."""
    running: list[TokenServer] = []

    def make(user: str, **behaviour: Any) -> TokenServer:
        running.append(TokenServer(mail_server, user, **behaviour).start())
        return running[-1]

    yield make
    for server in running:
        server.stop()


@pytest.fixture
def smtp_sink(make_sink: Callable[..., SmtpSink]) -> SmtpSink:
    """Takes every mail, unencrypted and without sign-in."""
    return make_sink()


@pytest.fixture(scope="session")
def asterisk_system() -> Iterator[Asterisk]:
    """Asterisk for the whole run; a test asks for ``asterisk``."""
    root = unpacked()
    if root is None:
        _missing("Asterisk is missing: bin/asterisk fetches it.")
    _demand(phones.installed(), "sipp or baresip", phones.PACKAGES)
    system = Asterisk(root)
    try:
        system.start()
        yield system
    finally:
        system.remove()


@pytest.fixture
def asterisk(asterisk_system: Asterisk) -> Iterator[Asterisk]:
    """The telephone system, without calls; its telephones and the far ends of its trunks answer."""
    for who in phones.HOSTS:
        asterisk_system.phones.serve(who)
    yield asterisk_system
    asterisk_system.phones.stop()
    asterisk_system.start_again_if_stopped()
    asterisk_system.hang_up_all()


def _demand(is_there: bool, name: str, packages: tuple[str, ...]) -> None:
    if is_there:
        return
    _missing(f"{name} is missing: apt-get install --no-install-recommends {' '.join(packages)}")


def _missing(sentence: str) -> NoReturn:
    """What is missing is an error in the pipeline and a skipped test elsewhere."""
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
