"""The certificate of an erasure: what, how much, when, by whom and why, with digests. It names nobody erased."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kontor.kernel.errors import Failed
from kontor.letters.models import OutgoingLetter
from kontor.privacy.models import Erasure

FORMAT = 2
SCANS = {"letters.Scan", "letters.ScannedPage"}


def certify(erasure: Erasure) -> None:
    """Make the certificate of an erasure that is done. The caller saves the row."""
    erasure.certificate = {
        "format": FORMAT,
        "tenant": erasure.tenant.name if erasure.tenant else None,
        "kind": erasure.kind,
        "contact": erasure.contact,
        "reason": erasure.reason,
        "asked_by": erasure.asked_by.name if erasure.asked_by else "",
        "asked_at": erasure.asked_at.isoformat(),
        "begun_at": erasure.begun_at.isoformat() if erasure.begun_at else "",
        "ended_at": erasure.ended_at.isoformat() if erasure.ended_at else "",
        **({"lengths": erasure.lengths} if erasure.lengths else {}),
        "erased": [{"table": label, **erasure.counts[label]} for label in sorted(erasure.counts)],
        "files": {name: value for name, value in erasure.files.items() if name != "printed"},
        "not_reached": not_reached(erasure),
    }
    erasure.sha256 = hash_of(erasure.certificate)


def not_reached(erasure: Erasure) -> list[dict[str, Any]]:
    """What this installation cannot erase, in codes: backups of before, and files that were handed to others."""
    printed = OutgoingLetter.objects.filter(tenant_id=erasure.tenant_id, pk__in=erasure.files.get("printed", []))
    names = sorted(printed.exclude(filename="").values_list("directory", "filename"))
    return [
        {"code": "backups"},
        {"code": "mailboxes"},
        *([{"code": "scans"}] if SCANS & erasure.counts.keys() else []),
        *(
            [{"code": "printed", "files": [f"{directory}/{name}".lstrip("/") for directory, name in names]}]
            if names
            else []
        ),
    ]


def hash_of(certificate: dict[str, Any]) -> str:
    """SHA-256 (hex) of the certificate as it is handed out."""
    return hashlib.sha256(written(certificate).encode()).hexdigest()


def written(certificate: dict[str, Any]) -> str:
    return json.dumps(certificate, ensure_ascii=False, sort_keys=True, indent=2)


def checked(erasure: Erasure) -> dict[str, Any]:
    """The certificate, if it is the one that was made. Raises Failed when it was changed since."""
    certificate: dict[str, Any] = erasure.certificate or {}
    if hash_of(certificate) != erasure.sha256:
        raise Failed(f"The certificate of erasure {erasure.pk} is not as it was made.")
    return certificate
