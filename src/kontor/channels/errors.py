"""How the transport of mail fails: a plain sentence for people, and whether trying again can help."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kontor.kernel.errors import Failed


class Kind(StrEnum):
    """What stood in the way of a connection."""

    HOST_UNKNOWN = "host_unknown"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    CA_FILE = "ca_file"
    NO_TLS = "no_tls"
    NO_STARTTLS = "no_starttls"
    TLS_DEMANDED = "tls_demanded"
    NO_SIGN_IN = "no_sign_in"
    NO_TOKEN = "no_token"
    SIGN_IN = "sign_in"
    SIGN_IN_AGAIN = "sign_in_again"
    CONSENT = "consent"
    CLIENT = "client"
    NOT_SIGNED_IN = "not_signed_in"
    TOKEN_REFUSED = "token_refused"
    FOLDER = "folder"
    RENUMBERED = "renumbered"
    BUSY = "busy"
    TURNED_AWAY = "turned_away"
    SENDER = "sender"
    NOT_FOUND = "not_found"
    LOST = "lost"
    PROTOCOL = "protocol"
    NO_AMI = "no_ami"
    MAY_NOT = "may_not"
    NO_CONTEXT = "no_context"
    SCANS_MISSING = "scans_missing"
    SCANS_OUTSIDE = "scans_outside"
    SCANS_RIGHTS = "scans_rights"
    SCANS_TROUBLE = "scans_trouble"
    NO_ROOM = "no_room"
    FILES_AWAY = "files_away"
    UNEXPECTED = "unexpected"


class About(StrEnum):
    """What a server does not like about a mail."""

    MAIL = "mail"
    SENDER = "sender"
    """That of the envelope, so it would take no mail of it."""
    WRITER = "writer"
    """Its From."""


SENTENCES: dict[Kind, Promise] = {
    Kind.HOST_UNKNOWN: _("The server %(host)s was not found. Check how its name is written."),
    Kind.REFUSED: _("The server %(host)s does not answer on port %(port)s. Check the port."),
    Kind.UNREACHABLE: _("The server %(host)s cannot be reached from here. Check the network or the firewall."),
    Kind.TIMEOUT: _(
        "The server %(host)s did not answer on port %(port)s in time. Check the port and the kind of encryption."
    ),
    Kind.CERTIFICATE: _("The certificate of %(host)s is not trusted: %(detail)s."),
    Kind.CA_FILE: _("The file of the own certificate authority cannot be used: %(detail)s."),
    Kind.NO_TLS: _("The server %(host)s speaks no TLS on port %(port)s. Check the port and the kind of encryption."),
    Kind.NO_STARTTLS: _("The server %(host)s does not offer STARTTLS. Nothing was sent to it unencrypted."),
    Kind.TLS_DEMANDED: _("The server %(host)s accepts a sign-in over an encrypted connection only."),
    Kind.NO_SIGN_IN: _("The server %(host)s offers no sign-in by password on port %(port)s."),
    Kind.NO_TOKEN: _("The server %(host)s offers no sign-in by token (XOAUTH2) on port %(port)s."),
    Kind.SIGN_IN: _("The server %(host)s refused the sign-in. Check user name and password."),
    Kind.SIGN_IN_AGAIN: _(
        "%(host)s does not accept the saved sign-in any more. Somebody must sign in again on the account's page."
    ),
    Kind.CONSENT: _("The sign-in was not completed: %(host)s reports that consent was refused (%(detail)s)."),
    Kind.CLIENT: _(
        "%(host)s does not accept this application: %(detail)s. Check the application id, its secret and the scopes."
    ),
    Kind.NOT_SIGNED_IN: _("Nobody has signed in for this account yet. Use “Sign in” on the account's page."),
    Kind.TOKEN_REFUSED: _(
        "The server %(host)s refused the token. Check the user name, the scopes, and whether the mailbox allows "
        "this protocol."
    ),
    Kind.FOLDER: _(
        "The mailbox has no folder “%(folder)s”. If it was renamed or deleted, correct the folder in the account."
    ),
    Kind.RENUMBERED: _("The server has numbered the mails of the folder “%(folder)s” anew."),
    Kind.BUSY: _("The server %(host)s is not ready at the moment: %(detail)s"),
    Kind.TURNED_AWAY: _("The server %(host)s turns us away: %(detail)s"),
    Kind.SENDER: _("The server %(host)s does not accept %(sender)s as a sender: %(detail)s"),
    Kind.NOT_FOUND: _("The test mail did not arrive within %(seconds)s seconds. It may still come."),
    Kind.LOST: _("The connection to %(host)s broke off."),
    Kind.PROTOCOL: _("The server %(host)s gave an answer that was not understood: %(detail)s"),
    Kind.NO_AMI: _("On port %(port)s of %(host)s there is no manager interface (AMI) of an Asterisk."),
    Kind.MAY_NOT: _(
        "The user %(username)s of the telephone system may not do this: %(detail)s. Give it read = call and "
        "write = originate,call,reporting in manager.conf."
    ),
    Kind.NO_CONTEXT: _("The telephone system has no context “%(context)s” in its dialplan."),
    Kind.SCANS_MISSING: _(
        "The folder for scans has no folder “%(folder)s”. Create it, or correct the folder in the account."
    ),
    Kind.SCANS_OUTSIDE: _("“%(folder)s” leads out of the folder for scans. Enter a folder that lies below it."),
    Kind.SCANS_RIGHTS: _(
        "Kontor may not read the folder “%(folder)s” or move files in it. Give it the right to read and to write there."
    ),
    Kind.SCANS_TROUBLE: _("The folder “%(folder)s” cannot be used: %(detail)s."),
    Kind.NO_ROOM: _("Kontor has no room left on its disk. What is new stays where it is until there is room again."),
    Kind.FILES_AWAY: _(
        "Kontor's folder of large files is not there. What is new stays where it is until it is there again."
    ),
    Kind.UNEXPECTED: _("Something failed in a way that Kontor did not expect. The log says more."),
}

PASSING = frozenset(
    {
        Kind.UNREACHABLE,
        Kind.REFUSED,
        Kind.TIMEOUT,
        Kind.BUSY,
        Kind.TURNED_AWAY,
        Kind.LOST,
        Kind.PROTOCOL,
        Kind.RENUMBERED,
        Kind.NOT_FOUND,
        Kind.SCANS_TROUBLE,
        Kind.NO_ROOM,
        Kind.FILES_AWAY,
        Kind.UNEXPECTED,
    }
)


class Blank(dict[str, object]):
    """Values of a sentence, of which one may be missing: stored ones can be older than the sentence."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence_of(kind: str, values: Mapping[str, object]) -> str:
    """What went wrong, in the language that is active. A kind that is not known any more is something unexpected."""
    known = Kind(kind) if kind in list(Kind) else Kind.UNEXPECTED
    return str(SENTENCES[known]) % Blank(values)


class ConnectionFailed(Failed):
    """A server could not be used. ``str()`` is the sentence, in the language that is active when it is asked for.

    ``permanent``: it stays so until somebody changes a setting or the server.
    """

    def __init__(self, kind: Kind, *, permanent: bool | None = None, **values: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.permanent = kind not in PASSING if permanent is None else permanent
        self.values = values

    @property
    def sentence(self) -> str:
        return sentence_of(self.kind, self.values)

    def __str__(self) -> str:
        return self.sentence


class DeliveryFailed(Failed):
    """A mail could not be handed over to anybody. ``str()`` is a sentence for people.

    ``permanent``: this mail will never be taken. ``code`` is the server's answer, 0 where there was none; ``answer`` is
    all of it. ``uncertain``: the connection broke while the mail was handed over, so the server may have taken it.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        code: int = 0,
        uncertain: bool = False,
        about: About = About.MAIL,
        answer: str = "",
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.code = code
        self.uncertain = uncertain
        self.about = about
        self.answer = answer
