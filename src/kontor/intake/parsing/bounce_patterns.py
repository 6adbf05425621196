"""Bounces without a machine-readable report: by sender, subject and body, in German, English and other languages."""

from __future__ import annotations

import email
import logging
import re

from kontor.intake.parsing.mail import FailedRecipient, ParsedMail
from kontor.kernel.text import normalize_email, shorten

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail[-.]?daemon|mdaemon|postmaster|mailadmin|mail-?system|mail\.delivery|ndr|bounces?|"
    r"microsoftexchange[0-9a-f]{20,})\b"
)
_DAEMON_NAME = re.compile(r"mail delivery (?:sub)?system|mailer[- ]?daemon|internet mail delivery", re.IGNORECASE)
_CERTAIN_DAEMON = re.compile(r"^(?:mail(?:er)?[-.]?daemon|mdaemon)\b")
_FROM_DAEMON = re.compile(rb"^From:[ \t]*\"?(mailer-daemon|postmaster)\b", re.IGNORECASE | re.MULTILINE)
# What only a mail server says, at the beginning of its report.
_REPORT = re.compile(
    r"created automatically by (?:the )?mail delivery (?:software|system)|"
    r"automatically generated delivery status|"
    r"delivery (?:of email )?to (?:this address|the following recipients?)|failed recipients?\b|"
    r"(?:could not|cannot|can not) be delivered to (?:the following|one or more)|"
    r"unable to deliver (?:your )?message to|your message could not be delivered to|"
    r"the address to\s+which your message was addressed|"
    r"the following mail could not be delivered|automatisch vo[nm] (?:der )?mail(?:server|system|-software)",
    re.IGNORECASE,
)
_REPORT_BEGIN = 1_000
# Under the subject of an answer, only this at the begin of a line.
_NAMES_ADDRESS = re.compile(r"^your message could not be delivered to\s{1,20}\S+@", re.IGNORECASE | re.MULTILINE)
_ANSWER = re.compile(r"\s*(?:re|aw|antw|sv|vs|ynt|odp|fw|fwd|wg|tr|rv|doorst)\s*:", re.IGNORECASE)
_PASSED_ON = re.compile(r"\s*(?:fw|fwd|wg|tr|rv|doorst)\b", re.IGNORECASE)
_FAILED_SUBJECT = re.compile(
    r"(?:undeliver(?:ed|able)|delivery (?:status )?notification ?\(?fail|delivery (?:has )?fail|"
    r"mail delivery (?:failed|failure|subsystem|system)|returned mail|return(?:ed)? to sender|failure notice|"
    r"failed mail to\b|(?:could not|unable to|cannot) deliver|error delivering|^rejected:|"
    r"message you sent (?:was )?blocked|"
    r"delivery report|delivery (?:status notification|failure|warning)|mail delivery warning|delivery notification|"
    r"undelivered mail|mail error|error during delivery|non-?delivery|"
    r"message (?:could not be|not) delivered|mail could not be delivered|nondeliverable|"
    r"unzustellbar|nicht zustellbar|zustellung fehlgeschlagen|(?:ihre )?nachricht konnte nicht zugestellt|"
    r"wurde nicht zugestellt|"
    r"e-?mail konnte nicht (?:zugestellt|übermittelt)|benachrichtigung zum übermittlungsstatus \(fehlgeschlagen\)|"
    r"unzustellbare nachricht|fehlgeschlagene zustellung|rückläufer|zustell(?:ungs)?fehler|"
    r"échec de (?:la )?remise|non remis|mancata consegna|no se puede entregar|niet bezorgd|nie dostarczono|"
    r"onbestelbaar|não (?:é possível )?entreg|не доставлено|не уда(?:ется|лось) доставить|недоставленное|"
    r"non recapitabile|"
    r"niedostarczaln|nie można dostarczyć|kan in?te levereras|olevererbar|kan ikke leveres|nelze doručit|nedoručiteln|"
    r"teslim edilem|toimittamaton|ei voitu toimittaa|nem kézbesíthető|kézbesíthetetlen|"
    r"配信不能|配信できません|無法傳遞|无法送达|未送达|退信|배달되지 않음|전송 실패)",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"(?:delivery (?:status )?notification ?\(?delay|delayed mail|mail delivery delayed|"
    r"warning: (?:message|could not send)|"
    r"still being retried|will (?:keep|continue) (?:trying|to be retried)|has not (?:yet )?been delivered|"
    r"delivery (?:is|was|has been) delayed|message delayed|delivery attempts will continue|"
    r"temporar(?:y|ily) (?:problem|failure)|"
    r"verzögert|verzögerung|noch nicht zugestellt|wird weiter(?:hin)? versucht|nur eine warnung|"
    r"you do not need to resend|"
    r"^(?:(?:remise )?retardée?|(?:consegna )?ritardat[ao]|(?:entrega )?(?:retrasad|atrasad)[ao]|vertraagd|"
    r"opóźnion[eay]|försenat|forsinket|zpožděno|задержано)\s?:|"
    r"pas encore été (?:remis|distribué|livré)|(?:consegna|recapito)\b.{0,80}\b(?:è in ritardo|ritardat)|"
    r"entrega\b.{0,80}\bse ha retrasado|bezorg(?:ing|d)\b.{0,80}\bvertraagd|"
    r"dostarczenie\b.{0,80}\bopóźnione|entrega\b.{0,80}\batrasad)",
    re.IGNORECASE,
)
_PERMANENT = re.compile(
    r"(?:\b5\.[0-7]\.\d{1,3}\b|\b55[0-4][ -]|user unknown|unknown user|no such (?:user|recipient|mailbox|address)|"
    r"mailbox (?:unavailable|not found|full)|does not exist|recipient (?:address )?rejected|address rejected|"
    r"over quota|quota exceeded|account (?:is )?disabled|permanent (?:fatal )?error|giving up|gave up|"
    r"could not be delivered|(?:has|have) not been delivered|couldn'?t be delivered|"
    r"unbekannter (?:empfänger|benutzer)|existiert nicht|empfänger (?:unbekannt|nicht gefunden)|"
    r"postfach (?:ist )?(?:voll|nicht)|"
    r"konnte nicht zugestellt|nicht zugestellt werden|endgültig)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_CODE = re.compile(r"\b[45]\d\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b")
_MESSAGE_ID = re.compile(r"^[>|\s]*message-id:\s*(<[^<>\s]{1,400}>)", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"^[>|\s]*x-kontor-token:\s*<?(kontor\.[a-z0-9.]{1,80})", re.IGNORECASE | re.MULTILINE)
_AUTOMATIC = re.compile(
    r"^[>|\s]*x-kontor-automatic:\s*(kontor-automatic\.[a-z0-9.]{1,200})", re.IGNORECASE | re.MULTILINE
)
_READ_BYTES = 200_000
# Its detectors stumble over broken mail, one after the other, and would write each time to the log.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
_LOOKED_AT = 20_000


def recipients(mail: ParsedMail) -> tuple[FailedRecipient, ...]:
    """The recipients that a mail which looks like a bounce speaks of; none if it does not look like one.

    A bounce names a mailer as sender or has X-Failed-Recipients. An empty Return-Path, ``postmaster`` or the words of a
    mail server at the beginning count only together with a subject that says so.
    """
    if not _looks_like_bounce(mail):
        return ()
    body = mail.text[:_LOOKED_AT]
    delayed = _subject_says_delayed(mail.subject) or (_DELAYED.search(body) and not _PERMANENT.search(body))
    action = "delayed" if delayed else "failed"
    status = found[0] if (found := _STATUS.search(body)) else ""
    addresses = mail.auto.failed_recipients or _detected(mail) or _first_address(mail, body)
    return tuple(FailedRecipient(address, action, status, _diagnostic(body)) for address in addresses or ("",))


def message_ids(mail: ParsedMail) -> tuple[str, ...]:
    """Message-IDs of the returned mail where its headers are quoted in the text."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(mail.text[:_READ_BYTES])))[:5] if "essage-" in mail.text else ()


def quoted_token(mail: ParsedMail) -> str:
    found = _TOKEN.search(mail.text[:_READ_BYTES])
    return found[1] if found else ""


def quoted_automatic(mail: ParsedMail) -> str:
    """The mark of our automatic mail, of one whose headers are quoted in the text."""
    found = _AUTOMATIC.search(mail.text[:_READ_BYTES])
    return found[1] if found else ""


def _looks_like_bounce(mail: ParsedMail) -> bool:
    local = mail.sender.normalized.partition("@")[0] if mail.sender else ""
    if mail.sender is None and (found := _FROM_DAEMON.search(mail.raw[:_LOOKED_AT])):
        local = found[1].decode().lower()
    if mail.auto.failed_recipients or _CERTAIN_DAEMON.match(local):
        return True
    if not (_FAILED_SUBJECT.search(mail.subject) or _DELAYED.search(mail.subject)):
        return False
    if mail.auto.empty_return_path or mail.auto.auto_submitted == "auto-generated" or _DAEMON.match(local):
        return True
    answer = _ANSWER.match(mail.subject)
    if answer and (_PASSED_ON.match(answer[0]) or mail.in_reply_to or mail.references):
        return False
    name = mail.sender.name if mail.sender else ""
    begin = mail.text[:_REPORT_BEGIN]
    return bool(_NAMES_ADDRESS.search(begin) if answer else _DAEMON_NAME.search(name) or _REPORT.search(begin))


def _subject_says_delayed(subject: str) -> bool:
    """What the server says stands before the subject of the mail that it is about, which may be a delay as well."""
    delayed, failed = _DELAYED.search(subject), _FAILED_SUBJECT.search(subject)
    return delayed is not None and (failed is None or delayed.start() <= failed.start())


def _detected(mail: ParsedMail) -> tuple[str, ...]:
    """What the detectors of flufl.bounce find; they know the forms of many mail servers."""
    from flufl.bounce import all_failures  # only for mails that look like bounces

    try:
        message = email.message_from_bytes(mail.raw[:_READ_BYTES])
        temporary, permanent = all_failures(message)
    except Exception:  # a detector that stumbles over a mail has found nothing
        return ()
    found = (normalize_email(one.decode("ascii", "ignore")) for one in sorted({*permanent, *temporary}))
    return tuple(address for address in found if address)


def _first_address(mail: ParsedMail, body: str) -> tuple[str, ...]:
    """The first address in the text that is neither the mailer's nor the one the report was sent to."""
    ours = {address.normalized for address in (*mail.to, *mail.cc)} | {mail.sender.normalized if mail.sender else ""}
    ours |= set(mail.envelope.delivered_to)
    for written in _ADDRESS.findall(body):
        address = normalize_email(written)
        if address and address not in ours and not _DAEMON.match(address):
            return (address,)
    return ()


def _diagnostic(body: str) -> str:
    """The line of the text that says why."""
    lines = body.split("\n")
    for telling in (_CODE, _PERMANENT):
        line = next((line for line in lines if telling.search(line)), "")
        if line:
            return shorten(line, 300)
    return ""
