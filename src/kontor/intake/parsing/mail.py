"""What parsing makes of the bytes of a mail: frozen values, no references to the parser."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kontor.intake.enums import ProblemKind
from kontor.kernel.text import normalize_email


@dataclass(frozen=True, slots=True)
class Address:
    """A name and an address as written; ``email`` never holds blanks, brackets or control characters."""

    name: str
    email: str

    @property
    def normalized(self) -> str:
        """The form to compare and to look up by; "" when the address cannot exist."""
        return normalize_email(self.email)

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the mail. ``inline`` means that the HTML shows it in its place (``cid:``); ``disposition`` is what the
    mail says itself: "attachment", "inline" or nothing."""

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""
    inline: bool = False
    disposition: str = ""

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd about the mail; ``kind`` has the sentence, ``detail`` is for those who look closer."""

    kind: ProblemKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AutoMarkers:
    """What the headers say about the mail being written by a machine or for many."""

    auto_submitted: str = ""  # first word, lower case; "no" means a human
    precedence: str = ""
    suppress: frozenset[str] = frozenset()  # X-Auto-Response-Suppress, lower case
    responder: bool = False  # X-Autoreply and its kin
    inbox_rules_loop: bool = False
    list_mail: bool = False  # List-*, Feedback-ID
    empty_return_path: bool = False
    failed_recipients: tuple[str, ...] = ()  # X-Failed-Recipients
    own_token: str = ""  # X-Kontor-Token as it came, unchecked
    own_automatic: str = ""  # X-Kontor-Automatic as it came, unchecked
    own_trial: str = ""  # X-Kontor-Trial as it came, unchecked


@dataclass(frozen=True, slots=True)
class EnvelopeHints:
    """For whom the mail servers took the mail; the nearest server's word first."""

    return_path: str = ""
    delivered_to: tuple[str, ...] = ()  # Delivered-To, X-Original-To, Envelope-To and the like, normalized

    def __bool__(self) -> bool:
        return bool(self.return_path or self.delivered_to)


@dataclass(frozen=True, slots=True)
class AuthenticationResult:
    """One result of an Authentication-Results header (RFC 8601), as written; whether it is to be trusted is not known.

    ``tested`` is the property the result is about (``header.d``, ``smtp.mailfrom``), ``value`` what stood there.
    """

    authserv_id: str
    method: str
    result: str
    tested: str = ""
    value: str = ""
    received_above: int = 0
    """How many Received lines stand above it; 0: above them all."""

    @property
    def domain(self) -> str:
        """The domain of the value, in lower case."""
        return self.value.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class SpamHints:
    """What a spam filter on the way wrote, unchecked. None: it did not say."""

    flag: bool | None = None
    score: float | None = None
    source: str = ""  # the header that said so, in lower case
    received_above: int = 0

    def __bool__(self) -> bool:
        return bool(self.source)


@dataclass(frozen=True, slots=True)
class ReceivedHop:
    """A server on the way, as its Received line says. ``at`` is aware, UTC."""

    sender: str = ""
    by: str = ""
    protocol: str = ""
    tls: str = ""  # TLSv1.3, or TLS where only the protocol tells; "" means in the clear
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A machine-readable part: its content type and its groups of fields (names in lower case).

    ``delivery-status`` has a group for the message and one for each recipient (RFC 3464); ``disposition-notification``
    (RFC 8098) and ``feedback-report`` (RFC 5965) have one; ``rfc822-headers`` and ``rfc822`` have the returned mail's.
    """

    kind: str
    groups: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """What a report says about one recipient.

    ``action`` after RFC 3464: failed, delayed, delivered, relayed or expanded. ``original``: whom the mail was for
    before it was passed on to ``address``, where the report says so.
    """

    address: str
    action: str = "failed"
    status: str = ""
    diagnostic: str = ""
    original: str = ""

    @property
    def failed(self) -> bool:
        return self.action == "failed"


@dataclass(frozen=True, slots=True)
class Paper:
    """The mail only brought it: a letter on paper, scanned. ``ticket_id`` is what our barcode on it names."""

    ticket_id: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail, read as far as it can be read. Text is clean Unicode that PostgreSQL takes; ids keep their brackets."""

    raw: bytes = field(repr=False)
    subject: str = ""
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    date: datetime | None = None  # aware, UTC; None: take the time of receipt
    date_written: datetime | None = None  # as the mail says, in its own zone, also when it cannot be true
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)  # as it came, not sanitized
    attachments: tuple[Attachment, ...] = ()
    reports: tuple[ReportPart, ...] = ()
    auto: AutoMarkers = AutoMarkers()
    envelope: EnvelopeHints = EnvelopeHints()
    authentication: tuple[AuthenticationResult, ...] = ()  # in the order of the mail
    spam: SpamHints = SpamHints()
    received: tuple[ReceivedHop, ...] = ()  # the nearest server first
    protection: str = ""  # "signed" or "encrypted" (S/MIME, PGP)
    has_invitation: bool = False
    language_hint: str = ""  # Content-Language, two letters
    problems: tuple[Problem, ...] = ()
    charset_problems: tuple[str, ...] = ()
    paper: Paper | None = None

    @property
    def size(self) -> int:
        return len(self.raw)

    @property
    def reply_address(self) -> Address | None:
        """Whom an answer goes to."""
        return self.reply_to[0] if self.reply_to else self.sender

    def writer(self, ours: Collection[str]) -> Address | None:
        """Whose request it is: whom an answer goes to. A Reply-To to one of our (normalized) addresses, as forms of
        websites have it, makes us nobody's customer: then it is the sender."""
        answered = self.reply_address
        return self.sender if answered and answered.normalized in ours else answered

    @property
    def is_readable(self) -> bool:
        """Whether parsing got through; if not, the arrival is to be held with its raw bytes."""
        return all(problem.kind != ProblemKind.UNREADABLE for problem in self.problems)

    def report(self, kind: str) -> ReportPart | None:
        """The first report part of that kind."""
        return next((report for report in self.reports if report.kind == kind), None)
