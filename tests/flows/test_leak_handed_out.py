"""What leaves the house holds nothing of another tenant: mails, files, exports, protocols.

All of it is made in the scope of both tenants, so that row security does not help.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes

from kontor.audit.domain import exporting as audit_exporting
from kontor.audit.domain.queries import entries
from kontor.calls.domain import exporting as calls_exporting
from kontor.calls.models import Call
from kontor.customers.models import Customer
from kontor.letters.domain.batch_sheets import batch_manifest, letters_list
from kontor.letters.domain.enclosing import WITH_ENCLOSURES
from kontor.letters.domain.manifest import letter_manifest
from kontor.letters.models import OutgoingLetter, PrintBatch
from kontor.outbox.domain.composing import compose_signed
from kontor.outbox.models import OutgoingMail
from kontor.privacy.domain.certificates import checked, written
from kontor.privacy.domain.disclosed import write_file
from kontor.privacy.domain.person import person_of
from kontor.privacy.models import Erasure
from kontor.readiness.domain.looking import look
from kontor.readiness.models import Trial
from kontor.tenant_files.domain.exporting import export
from kontor.texts.domain.exchange import export_set
from tests.flows.house import MARKER, House
from tests.flows.unpacking import unpacked
from tests.support.scoping import in_scope
from tests.support.server import ROOT

SOURCES = ROOT / "src" / "kontor"

HEADERS = {
    "From": "the sender of the account, or the do-not-reply address",
    "To": "who is written to",
    "Cc": "who gets a copy",
    "Reply-To": "the account that takes answers",
    "Subject": "the message's",
    "Date": "when",
    "Message-ID": "sealed numbers, signed, at the sender's domain",
    "In-Reply-To": "the message that is answered",
    "References": "the conversation",
    "X-Kontor-Token": "what stands before the @ of the Message-ID",
    "X-Kontor-Automatic": "kind, sealed numbers and signature",
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
    found = {name for path, text in _sources() if "telephony" not in path for name in SETS_HEADER.findall(text)}

    assert {"From", "Subject", "X-Kontor-Token"} <= found
    assert found - set(HEADERS) == set(), "Say in HEADERS what the new header tells whoever gets the mail."


def _tenant_file(house: House) -> bytes:
    return export(house.tenant).encode()


def _template_set(house: House) -> bytes:
    return export_set(house.tenant)


def _readiness(house: House) -> bytes:
    lines = [line.sentence for line in look(house.tenant).lines]
    trials = Trial.objects.filter(tenant=house.tenant).values_list("address", "steps")
    return "\n".join([*map(str, lines), *map(str, trials)]).encode()


def _disclosure(house: House) -> bytes:
    customer = Customer.objects.get(pk=house.places["customer_id"])
    file = io.BytesIO()
    write_file(file, customer, person_of(customer))
    return file.getvalue()


def _certificate(house: House) -> bytes:
    return written(checked(Erasure.objects.get(pk=house.places["erasure_id"]))).encode()


def _audit_log(house: House) -> bytes:
    rows = entries(tenant_ids=[house.tenant.pk])
    return "".join(audit_exporting.exported(rows, audit_exporting.Format.JSON_LINES)).encode()


def _calls(house: House) -> bytes:
    rows = Call.objects.filter(tenant=house.tenant)
    return "".join(calls_exporting.exported(rows, calls_exporting.Format.JSON_LINES)).encode()


def _print_batch(house: House) -> bytes:
    batch = PrintBatch.objects.get(pk=house.places["batch_id"])
    letters = list(OutgoingLetter.objects.filter(batch=batch).prefetch_related(WITH_ENCLOSURES).order_by("pk"))
    return letters_list(letters) + batch_manifest(batch, letters, []) + b"".join(map(letter_manifest, letters))


def _mails(house: House) -> bytes:
    mails = [compose_signed(mail) for mail in OutgoingMail.objects.filter(tenant=house.tenant)]
    for mail in mails:
        assert set(message_from_bytes(mail)) - set(HEADERS) == set(), "Say in HEADERS what the new header tells."
    return b"\n".join(mails)


HANDED_OUT: tuple[Callable[[House], bytes], ...] = (
    _tenant_file,
    _template_set,
    _readiness,
    _disclosure,
    _certificate,
    _audit_log,
    _calls,
    _print_batch,
    _mails,
)


def test_what_is_handed_out_holds_nothing_of_another_tenant(ours: House, theirs: House) -> None:
    with in_scope(ours.tenant, theirs.tenant):
        of_ours = {made.__name__: set(MARKER.findall(unpacked(made(ours)))) for made in HANDED_OUT}
        of_theirs = {made.__name__: set(MARKER.findall(unpacked(made(theirs)))) for made in HANDED_OUT}

    assert of_ours == {made.__name__: set() for made in HANDED_OUT}
    assert [name for name, markers in of_theirs.items() if not markers] == [], "Else nothing would be proved."


MAKES_FILES = re.compile(
    r"^(?:import|from) (?:csv|zipfile|tarfile|yaml|pikepdf|kontor\.kernel\.spreadsheets)\b|^from email\.message import",
    re.MULTILINE,
)
MAKERS = {
    "audit/domain/exporting.py": "_audit_log",
    "calls/domain/exporting.py": "_calls",
    "channels/connection_test_steps.py": "a mail that says nothing, from an account to itself",
    "channels/scan_folder.py": "what a scanner has put there, made a mail for the same tenant's intake",
    "letters/domain/batch_sheets.py": "_print_batch",
    "letters/domain/joining.py": "joins the files that it is given: those of _print_batch",
    "outbox/domain/composing.py": "_mails",
    "outbox/domain/system_mail.py": "words that it is given, from the installation to one of its people",
    "privacy/domain/disclosed.py": "_disclosure",
    "readiness/domain/trial_mails.py": "sentences of ours and a token, from an account of the tenant to a test mailbox",
    "tenant_files/domain/nodes.py": "reads",
    "tenant_files/domain/writing.py": "_tenant_file",
    "texts/domain/exchange_files.py": "_template_set",
    "kernel/spreadsheets.py": "writes what it is given",
    "routing/learning/classifier.py": "numbers, kept in the tenant's row; it knows the archive by its errors only",
    "supervisor/board/sheet.py": "its address is walked like that of every page, by test_leak.py",
    "supervisor/reports/sheet.py": "its address is walked like that of every page, by test_leak.py",
}
"""Modules that make mails, tables, archives and the like: which of the above proves them, or why none has to."""


def test_every_module_that_makes_files_is_known() -> None:
    found = {path for path, text in _sources() if MAKES_FILES.search(text)}

    assert found == set(MAKERS), "Make what the module makes in HANDED_OUT, or say in MAKERS why that is not needed."
    proved = {name for name in MAKERS.values() if name.startswith("_")}
    assert proved - {made.__name__ for made in HANDED_OUT} == set()


# Places for files

FOLDERS = {
    "AUDIT_HEADS": "numbers and hashes of the ends of all chains, for whoever runs the server; no words of a tenant",
    "MAIL_STORAGE": "named by the hash of the content; the row that names it is the tenant's",
    "LETTERS_ROOT": "a folder for each tenant, named by its short code",
    "LETTERS_STORAGE": "a folder for each tenant, named by its short code",
    "SCANS_ROOT": "a folder for each tenant, named by its short code",
    "VAR": "the folders for letters and scans where those settings say nothing; the files of the pages",
}
"""Settings that name a place for files, and what keeps tenants apart in it."""
WRITES = re.compile(
    r"\.write_bytes\(|\.write_text\(|\.mkdir\(|os\.mkdir\(|os\.open\(|tempfile|settings\.VAR\b"
    r"""|(?<!\w)open\([^)]*["'](?:[wax]b?\+?|rb?\+)["']"""
)
WRITERS = {
    "audit/domain/noting.py": "numbers and hashes of the ends of all chains, for whoever runs the server",
    "channels/domain/scan_folders.py": "a folder for each tenant, named by its short code",
    "channels/print_folder.py": "a folder for each tenant; see tests/channels/test_print_storage.py",
    "channels/scan_folder.py": "moves files within the tenant's folder",
    "config/handler.py": "the body of one request; without a name, gone when it is answered",
    "privacy/domain/disclosing.py": "without a name, gone when it is closed",
    "reports/domain/gauges/machine.py": "asks how much room is left",
    "supervisor/calls/exports.py": "without a name, gone when it is closed",
    "tickets/filestore.py": "named by the hash of the content; the row that names it is the tenant's",
    "ui/downloads.py": "without a name, gone when it is closed; one answer, to whoever asked",
}
"""Modules that write files, and what keeps tenants apart in them. ``host`` is for whoever runs the server."""


def test_every_place_for_files_is_known() -> None:
    text = (SOURCES / "config" / "settings.py").read_text(encoding="utf-8")

    places = set(re.findall(r"^([A-Z_]+) = (?:env\.(?:folder|storage)\(|Path\(env)", text, re.MULTILINE))

    assert places == set(FOLDERS), "Say in FOLDERS what keeps tenants apart in the new place."


def test_every_module_that_writes_files_is_known() -> None:
    found = {path for path, text in _sources() if WRITES.search(text)}

    assert found == set(WRITERS), "Say in WRITERS what keeps tenants apart in what the module writes."


def _sources() -> Iterator[tuple[str, str]]:
    """What works for tenants; not what runs the server, nor the demo's own mail server and telephones."""
    for path in sorted(SOURCES.rglob("*.py")):
        name = path.relative_to(SOURCES).as_posix()
        if not name.startswith(("demo/", "host/")):
            yield name, path.read_text(encoding="utf-8")
