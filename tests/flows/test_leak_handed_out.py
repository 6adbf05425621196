"""What leaves the house holds nothing of another tenant: mails, files, exports, protocols.

All of it is made in the scope of both tenants, so that row security does not help.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from email import message_from_bytes

from kontor.audit.domain import exporting as audit_exporting
from kontor.audit.domain.queries import entries
from kontor.calls.domain import exporting as calls_exporting
from kontor.calls.models import Call
from kontor.customers.models import Customer
from kontor.outbox.domain.composing import compose_signed
from kontor.outbox.models import OutgoingMail
from kontor.privacy.domain.disclosed import write_file
from kontor.privacy.domain.person import person_of
from kontor.readiness.domain.looking import look
from kontor.readiness.models import Trial
from kontor.tenant_files.domain.exporting import export
from tests.flows.house import MARKER, House
from tests.support.scoping import in_scope
from tests.support.server import ROOT

HEADERS = {
    "From": "the sender of the account, or the do-not-reply address",
    "To": "who is written to",
    "Cc": "who gets a copy",
    "Reply-To": "the account that takes answers",
    "Subject": "the message's",
    "Date": "when",
    "Message-ID": "random, at the sender's domain",
    "In-Reply-To": "the message that is answered",
    "References": "the conversation",
    "X-Kontor-Token": "the Message-ID once more",
    "X-Kontor-Automatic": "kind, numbers and signature",
    "X-Kontor-Trial": "kind, numbers and signature of a go-live test",
    "X-Kontor-Connection-Test": "that a connection is tried",
    "Auto-Submitted": "that a machine answers",
    "X-Auto-Response-Suppress": "that no machine shall answer",
    "DKIM-Signature": "the signature of the account's domain",
    "MIME-Version": "",
    "Content-Type": "",
    "Content-Transfer-Encoding": "",
}
"""Every header that may travel, with what it says."""
SETS_HEADER = re.compile(r"""\b(?:made|mail|message|email|head)\[["']([A-Z][A-Za-z-]+)["']\] *=""")


def test_every_header_that_the_code_sets_is_known() -> None:
    found = {
        name
        for path in (ROOT / "src" / "kontor").rglob("*.py")
        if not {"demo", "telephony"} & set(path.parts)
        for name in SETS_HEADER.findall(path.read_text(encoding="utf-8"))
    }

    assert {"From", "Subject", "X-Kontor-Token"} <= found
    assert found - set(HEADERS) == set(), "Say in HEADERS what the new header tells whoever gets the mail."


def _tenant_file(house: House) -> bytes:
    return export(house.tenant).encode()


def _readiness(house: House) -> bytes:
    lines = [line.sentence for line in look(house.tenant).lines]
    trials = Trial.objects.filter(tenant=house.tenant).values_list("address", "steps")
    return "\n".join([*map(str, lines), *map(str, trials)]).encode()


def _disclosure(house: House) -> bytes:
    customer = Customer.objects.get(pk=house.places["customer_id"])
    file = io.BytesIO()
    write_file(file, customer, person_of(customer))
    with zipfile.ZipFile(file) as archive:
        return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())


def _audit_log(house: House) -> bytes:
    rows = entries(tenant_ids=[house.tenant.pk])
    return "".join(audit_exporting.exported(rows, audit_exporting.Format.JSON_LINES)).encode()


def _calls(house: House) -> bytes:
    rows = Call.objects.filter(tenant=house.tenant)
    return "".join(calls_exporting.exported(rows, calls_exporting.Format.JSON_LINES)).encode()


def _mails(house: House) -> bytes:
    mails = [compose_signed(mail) for mail in OutgoingMail.objects.filter(tenant=house.tenant)]
    for mail in mails:
        assert set(message_from_bytes(mail)) - set(HEADERS) == set(), "Say in HEADERS what the new header tells."
    return b"\n".join(mails)


HANDED_OUT: tuple[Callable[[House], bytes], ...] = (_tenant_file, _readiness, _disclosure, _audit_log, _calls, _mails)


def test_what_is_handed_out_holds_nothing_of_another_tenant(ours: House, theirs: House) -> None:
    with in_scope(ours.tenant, theirs.tenant):
        of_ours = {made.__name__: set(MARKER.findall(made(ours))) for made in HANDED_OUT}
        of_theirs = {made.__name__: set(MARKER.findall(made(theirs))) for made in HANDED_OUT}

    assert of_ours == {made.__name__: set() for made in HANDED_OUT}
    assert [name for name, markers in of_theirs.items() if not markers] == [], "Else nothing would be proved."
