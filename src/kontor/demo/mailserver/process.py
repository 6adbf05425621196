"""The server's process: IMAP and SMTP on loopback until it is told to stop."""

from __future__ import annotations

import argparse
import hmac
import sys
from pathlib import Path
from typing import Any

from twisted.cred import error
from twisted.cred.checkers import AllowAnonymousAccess, ICredentialsChecker
from twisted.cred.credentials import IUsernamePassword
from twisted.cred.portal import IRealm, Portal
from twisted.internet import reactor as running_reactor
from twisted.internet.error import CannotListenError
from twisted.internet.protocol import ServerFactory
from twisted.mail import imap4
from twisted.mail.smtp import IMessageDelivery
from zope.interface import implementer

from kontor.demo.mailserver.imap import Connection as ImapConnection
from kontor.demo.mailserver.imap import ShownMailbox
from kontor.demo.mailserver.place import HOST, Place, prepare
from kontor.demo.mailserver.smtp import Connection as SmtpConnection
from kontor.demo.mailserver.smtp import Delivery
from kontor.demo.mailserver.storage import Mailboxes

reactor: Any = running_reactor


def run(place: Place | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Ends with 1 and a sentence when a port is taken."""
    place = place or prepare()
    portal = _portal(place)
    try:
        reactor.listenTCP(place.imap_port, _Factory(lambda: _imap(portal)), interface=HOST)
        reactor.listenTCP(place.smtp_port, _Factory(lambda: _smtp(portal)), interface=HOST)
    except CannotListenError as taken:
        sys.exit(f"The demo's mail server cannot use port {taken.port}; another program has it.")
    reactor.run()


def main() -> None:
    """``python -m kontor.demo.mailserver``"""
    parser = argparse.ArgumentParser(prog="python -m kontor.demo.mailserver")
    parser.add_argument("--data", type=Path, required=True, help="the folder with the mails")
    parser.add_argument("--imap-port", type=int, default=0, help="at the first start; then it stays")
    parser.add_argument("--smtp-port", type=int, default=0, help="at the first start; then it stays")
    parser.add_argument("--mailbox", action="append", default=[], help="the address of a mailbox to make")
    options = parser.parse_args()
    place = prepare(options.data, imap_port=options.imap_port, smtp_port=options.smtp_port)
    place.add_mailboxes(options.mailbox)
    run(place)


class _Factory(ServerFactory):
    noisy = False

    def __init__(self, make: Any) -> None:
        self.make = make

    def buildProtocol(self, address: Any) -> Any:
        protocol = self.make()
        protocol.factory = self
        return protocol


@implementer(ICredentialsChecker)
class _Checker:
    """Every known address, with the one password of the demo."""

    credentialInterfaces = (IUsernamePassword,)

    def __init__(self, mailboxes: Mailboxes, password: str) -> None:
        self.mailboxes = mailboxes
        self.password = password.encode()

    def requestAvatarId(self, credentials: Any) -> str:
        name, password = (_bytes(value) for value in (credentials.username, credentials.password))
        address = self.mailboxes.known(name.decode("utf-8", "replace"))
        if address is None or not hmac.compare_digest(password, self.password):
            raise error.UnauthorizedLogin
        return address


@implementer(IRealm)
class _Realm:
    def __init__(self, mailboxes: Mailboxes) -> None:
        self.mailboxes = mailboxes

    def requestAvatar(self, avatar_id: Any, mind: Any, *interfaces: Any) -> Any:
        if imap4.IAccount in interfaces:
            return imap4.IAccount, ShownMailbox(self.mailboxes, avatar_id), lambda: None
        return IMessageDelivery, Delivery(self.mailboxes), lambda: None


def _portal(place: Place) -> Portal:
    mailboxes = Mailboxes(place.folder, lambda: place.addresses)
    realm: Any = _Realm(mailboxes)
    checkers: list[Any] = [_Checker(mailboxes, place.password), AllowAnonymousAccess()]
    return Portal(realm, checkers)


def _imap(portal: Portal) -> Any:
    server: Any = ImapConnection({b"PLAIN": imap4.PLAINCredentials, b"LOGIN": imap4.LOGINCredentials})
    server.portal = portal
    return server


def _smtp(portal: Portal) -> Any:
    server: Any = SmtpConnection({b"PLAIN": imap4.PLAINCredentials, b"LOGIN": imap4.LOGINCredentials})
    server.portal = portal
    server.host = b"demo.example"
    return server


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
