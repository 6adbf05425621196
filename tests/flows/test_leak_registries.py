"""The leak tests look at everything there is: at every table, task, header of a mail, file and export.

What is looked at comes from the registries themselves, so that something new fails here until somebody says what stands
in it. The pages are walked in ``test_leak.py``, which takes its addresses from the resolver.
"""

from __future__ import annotations

import inspect
import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import connection, models, transaction
from django.urls import reverse
from procrastinate import JobContext
from procrastinate.worker import Worker

from kontor.audit.domain import exporting as audit_exporting
from kontor.audit.domain.queries import entries
from kontor.calls.domain import exporting as calls_exporting
from kontor.calls.models import Call, PhoneSystem
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.host.doctor.isolation.declared import owned_models
from kontor.outbox.domain.composing import compose_signed
from kontor.outbox.models import OutgoingMail
from kontor.privacy.domain.disclosed import write_file
from kontor.privacy.domain.person import person_of
from kontor.readiness.domain.looking import look
from kontor.readiness.models import Trial
from kontor.tenant_files.domain.exporting import export
from kontor.tenants.jobs import enter_scope
from tests.architecture.addresses import Address, every_address
from tests.architecture.test_jobs import FOREIGN, our_tasks, parameters
from tests.flows.house import MARKER, House
from tests.flows.test_leak import NOT_ASKED, _tabs
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.server import ROOT

NOWHERE = 987_654_321
"""No row has this number."""

# Tables

OF_NO_TENANT = {"calls_heldcall", "calls_refusedevent"}
"""Rows of the installation; a constraint says that they never have a tenant."""
AT_COMMIT = {"audit_chain"}
"""Written by the database when the transaction ends."""


def test_every_table_of_tenants_has_a_row_in_the_house_with_a_marker_where_people_write(theirs: House) -> None:
    """A table without a row cannot be met anywhere, so nothing would be proved about it."""
    looked_at = {table: model for table, model in owned_models().items() if table not in OF_NO_TENANT | AT_COMMIT}
    with in_scope(theirs.tenant), connection.cursor() as cursor:
        empty = {table for table in looked_at if not _has_row(cursor, table, theirs.tenant.pk)}
        bare = {table for table, model in looked_at.items() if _texts(model) and not _is_marked(cursor, table, model)}

    assert empty == set(), "Put a row with a marker into tests/flows/back_room.py, or into the room where it belongs."
    assert bare - set(WITHOUT_WORDS) == set(), "Mark a text of the table's row in the house, or say why there is none."
    assert set(WITHOUT_WORDS) - bare == set(), "It bears a marker now: take it out of the list."


def _has_row(cursor: Any, table: str, tenant_id: int) -> bool:
    column = "id" if table == "tenants_tenant" else "tenant_id"
    cursor.execute(f'SELECT 1 FROM "{table}" WHERE {column} = %s LIMIT 1', [tenant_id])
    return bool(cursor.fetchone())


WITHOUT_WORDS = {
    "answers_reviewrule": "the name of a finding, of a list of ours",
    "calls_callparty": "an extension",
    "calls_diallednumber": "a number",
    "calls_tenanttelephony": "digits before and after a number",
    "intake_arrival": "numbers, hashes and reasons of ours; the mail lies in a blob, which is marked",
    "intake_foldercheck": "numbers of mails",
    "privacy_disclosure": "counts and a hash; the file lies in a blob, which is marked",
    "reports_backlogsample": "figures",
    "routing_learnedmodel": "figures for hashed words",
    "sla_calendarversion": "hours and the country",
    "tickets_messagemove": "numbers of rows",
}


def _texts(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Columns into which somebody's words may come; what is chosen from a list of ours holds none."""
    kinds = (models.TextField, models.CharField, models.JSONField, models.BinaryField)
    return [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]


def _is_marked(cursor: Any, table: str, model: type[models.Model]) -> bool:
    columns = " || ' ' || ".join(
        f"coalesce(encode(\"{field.column}\", 'escape'), '')"
        if isinstance(field, models.BinaryField)
        else f"coalesce(\"{field.column}\"::text, '')"
        for field in _texts(model)
    )
    cursor.execute(f"SELECT 1 FROM \"{table}\" WHERE {columns} ILIKE '%%zqxgeh%%' LIMIT 1", [])
    return bool(cursor.fetchone())


# Error pages

CODES = re.compile(rb'nonce-[\w+/=-]+|nonce="[^"]+"|csrf[\w-]*"[^>]*|"X-CSRFToken": "[^"]+"', re.IGNORECASE)
NOT_A_TENANTS = {"role_id", "version_number", "page_number"}
"""Places for what belongs to the installation, or whose number counts within something else."""
NOT_ALLOWED = 405


def test_what_is_another_tenants_is_answered_like_what_is_not_there(
    ours: House, theirs: House, client_for: Callable[..., Browser], soak: bool
) -> None:
    """To the byte: nobody finds out by guessing numbers which of them are in use elsewhere.

    Each address is asked in one way, for the thing it is about; at full size in both, for each of its things.
    """
    browser = client_for(ours.administrator, ours.tenant)
    browser.raise_request_exception = False
    different, asked = [], 0

    for address, place in _places(theirs, every=soak):
        for method in ("get", "post"):
            missing = _answer(browser, method, address, ours, place, NOWHERE)
            if missing[0] == NOT_ALLOWED:
                continue
            asked += 1
            strange = theirs.places[place]
            found = _answer(browser, method, address, ours, place, strange)
            if found != missing and _masked(found, strange) != _masked(missing, NOWHERE):
                different.append((method, address.name, place, found[0], missing[0]))
            if not soak:
                break

    assert different == []
    assert asked > 200


def _places(theirs: House, *, every: bool) -> Iterator[tuple[Address, str]]:
    for address in every_address():
        places = [
            place
            for place in address.places
            if place not in NOT_A_TENANTS and isinstance(theirs.places.get(place), int)
        ]
        if address.name and address.name not in NOT_ASKED:
            yield from ((address, place) for place in (places if every else places[-1:]))


def _answer(
    browser: Browser, method: str, address: Address, ours: House, place: str, number: int
) -> tuple[int, bytes, bytes]:
    here = {**ours.places, "tab": _tabs(address)[0], "token": "a-token", "uid": 1, "address": "kunde@post.example"}
    url = reverse(address.name, kwargs={**{name: here[name] for name in address.places}, place: number})
    cookies = browser.cookies.copy()
    with transaction.atomic():
        response = getattr(browser, method)(url, headers={"accept-language": "en"})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    browser.cookies = cookies
    return response.status_code, CODES.sub(b"", body), response.headers.get("Location", "").encode()


def _masked(answer: tuple[int, bytes, bytes], number: int) -> tuple[int, bytes, bytes]:
    """Where the page says once more what was asked for."""
    status, body, place = answer
    asked = re.compile(rb"(?<!\w)%d(?!\w)" % number)
    return status, asked.sub(b"NUMBER", body), asked.sub(b"NUMBER", place)


# Jobs

ROWS = {
    "test_id": None,
    "to_id": "user_id",
    "run_id": "run_id",
}
"""What stands for an argument of a task where it is not the place of that name; None: no row, the job finds nothing."""
OF_TASK = {
    ("kontor.intake.tasks.go_on_in_shadow", "run_id"): "shadow_id",
    ("kontor.tickets.tasks.recompute_deadlines", "run_id"): "recomputation_id",
}
VALUES = {
    "asked_at": 0.0,
    "address": "http://desk.example",
    "language": "en",
    "order": "hang_up",
    "task": "kontor.reports.tasks.take_sample",
    "each_tenant": True,
    "timestamp": 0,
    "tries": 1,
}
LAST = ("kontor.privacy.",)
"""What erases things comes last."""


def test_no_task_writes_anything_of_a_tenant_into_the_log_or_into_a_job(
    committed_db: str, ours: House, theirs: House, caplog: pytest.LogCaptureFixture, settings: Any, tmp_path: Path
) -> None:
    """Each task there is, as a worker runs it, on rows full of markers and servers that do not answer."""
    settings.LETTERS_ROOT, settings.SCANS_ROOT = str(tmp_path / "letters"), str(tmp_path / "scans")
    _without_servers(theirs)
    tasks = [task for task in our_tasks() if not task.name.startswith(FOREIGN)]
    said: dict[str, set[bytes]] = {}
    lines = 0

    for task in sorted(tasks, key=lambda task: task.name.startswith(LAST)):
        with caplog.at_level(logging.DEBUG):
            _run(task, theirs)
        lines += len(caplog.records)
        said[task.name] = set(MARKER.findall(caplog.text.encode()))
        caplog.clear()

    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = " ".join(row[0] for row in cursor.fetchall())
    assert {name: kinds for name, kinds in said.items() if kinds} == {}
    assert MARKER.findall(jobs.encode()) == []
    assert jobs
    assert lines > 5, "Else nothing would be proved."


def _without_servers(house: House) -> None:
    with in_scope(house.tenant):
        MailAccount.objects.update(host="127.0.0.1", port=1, smtp_host="127.0.0.1", smtp_port=1)
    PhoneSystem.objects.update(host="127.0.0.1", port=1)


def _run(task: Any, house: House) -> None:
    """What a job raises is written to the log, as the worker does."""
    arguments = {name: _argument(task.name, name, house) for name in parameters(task)}
    job = SimpleNamespace(id=0, task_name=task.name, task_kwargs=arguments, attempts=1)
    context = SimpleNamespace(job=job, should_abort=lambda: False)
    given = (context,) if task.pass_context else ()
    call = async_to_sync(task.func) if iscoroutinefunction(task.func) else task.func
    try:
        enter_scope(lambda: call(*given, **arguments), cast(JobContext, context), cast(Worker, None))
    except Exception:
        logging.getLogger("procrastinate").exception("Job %s ended with an error", task.name)


def _argument(task: str, name: str, house: House) -> Any:
    if name in VALUES:
        return VALUES[name]
    place = OF_TASK.get((task, name), ROWS.get(name, name))
    if place is None:
        return NOWHERE
    assert place in house.places, f"Say in ROWS which row of the house stands for the argument {name} of {task}."
    return house.places[place]


# Mails

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


# What is handed out: in the scope of both tenants, so that row security does not help


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


# Live messages and files

CHANNELS = {"kontor_live": "kinds and numbers, see live/notify.py"}
NOTIFIES = re.compile(r"""pg_notify\(|["']NOTIFY """)
FOLDERS = {
    "MAIL_STORAGE": "named by the hash of the content; the row that names it is the tenant's",
    "LETTERS_ROOT": "a folder for each tenant, named by its short code",
    "LETTERS_STORAGE": "a folder for each tenant, named by its short code",
    "SCANS_ROOT": "a folder for each tenant, named by its short code",
}
"""Settings that name a place for files, and what keeps tenants apart in it."""


def test_only_the_live_package_sends_messages_to_pages() -> None:
    senders = {
        path.relative_to(ROOT / "src" / "kontor").as_posix()
        for path in (ROOT / "src" / "kontor").rglob("*.py")
        if NOTIFIES.search(path.read_text(encoding="utf-8"))
    }

    assert senders == {"live/notify.py"}, "Messages go through live.notify, whose arguments are numbers."


def test_live_messages_take_numbers_and_kinds_only() -> None:
    from kontor.live import notify

    taken = {
        name: str(each.annotation)
        for call in (notify.changed, notify.told)
        for name, each in inspect.signature(call).parameters.items()
    }

    assert taken == {"tenant_id": "int", "user_id": "int", "kind": "str", "thing_id": "int"}


def test_every_place_for_files_is_known() -> None:
    text = (ROOT / "src" / "kontor" / "config" / "settings.py").read_text(encoding="utf-8")

    places = set(re.findall(r"^([A-Z_]+) = env\.(?:folder|storage)\(", text, re.MULTILINE))

    assert places == set(FOLDERS), "Say in FOLDERS what keeps tenants apart in the new place."
