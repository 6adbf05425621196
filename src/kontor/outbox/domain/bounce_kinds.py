"""Is the address wrong, or is it something that passes: a full mailbox, a policy, a broken server?"""

from __future__ import annotations

import re

_WRONG = re.compile(r"5\.1\.(?:0|1|2|3|6|10)|5\.2\.1|5\.4\.(?:4|310)")
"""Codes of RFC 3463 and the registry for: no such mailbox, no such domain, moved away, switched off, no way there."""

_OTHERWISE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_SAYS_NOTHING = re.compile(r"5\.(?:0\.0|5\.0|3\.0)")
_WORDS = re.compile(
    r"(?:user|recipient|mailbox|address|account|addressee)\b[^.;:]{0,40}\b(?:unknown|not (?:found|known|exist)|"
    r"does ?n[o']t exist|invalid|disabled|inactive|no longer (?:exists|available|valid))|"
    r"(?:unknown|invalid|no such|nonexistent) (?:local[ -]part|user|recipient|mailbox|address|account|person)|"
    r"does ?n[o']t have an? .{0,40}account|host or domain name not found|no mailbox here by that name|"
    r"domain (?:does not exist|not found)|"
    r"(?:empfänger|benutzer|adresse|postfach|konto)\b[^.;:]{0,40}\b(?:unbekannt|existiert nicht|nicht gefunden|"
    r"ungültig|deaktiviert|nicht (?:mehr )?vorhanden)|unbekannte[rs]? (?:empfänger|benutzer|adresse)|"
    r"(?:utilisateur|destinataire|adresse) (?:inconnu|introuvable)|(?:usuario|destinatario) desconocido|"
    r"(?:utente|destinatario|casella) (?:sconosciut|inesistent)|(?:gebruiker|ontvanger) onbekend|nieznany odbiorca",
    re.IGNORECASE,
)
_LOOKED_AT = 500


def is_wrong_address(status: str, words: str) -> bool:
    """Whether mail to this address will never arrive. The code decides where it says anything, else the words."""
    words = words[:_LOOKED_AT]
    found = _OTHERWISE.search(status) or _OTHERWISE.search(words)
    code = found[0] if found else ""
    if _WRONG.fullmatch(code):
        return True
    if code and not _SAYS_NOTHING.fullmatch(code):
        return False
    return bool(_WORDS.search(words))
