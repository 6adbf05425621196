"""What goes with a letter lies beside it, whole and named in its manifest, wherever the letter goes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from kontor.channels.print_folder import FolderStorage
from kontor.letters.domain.batches import hand_over
from kontor.letters.domain.delivery import STALLED_AFTER, deliver
from kontor.letters.domain.enclosing import enclosure_name
from kontor.letters.domain.reprinting import reprint
from kontor.letters.domain.sweeping import sweep
from kontor.letters.enums import LetterState
from kontor.letters.models import OutgoingLetter
from kontor.letters.preferences import BATCH_FORM, HANDOVER
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.blobs import keep
from kontor.tickets.models import Attachment, Blob, Ticket
from tests.conftest import Frozen
from tests.factories.answers import prefer
from tests.factories.letters import make_letter_template, make_outgoing_letter
from tests.factories.outgoing_letters import fresh
from tests.factories.texts import make_template
from tests.support.jobs import run_jobs
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere, in_scope

pytestmark = pytest.mark.django_db
FILES = {"Rechnung.pdf": b"%PDF-1.7 Rechnung", "../Rechnung.pdf": b"andere", "Zähler.json": b"{}"}


class Killed(BaseException):
    """The worker is gone: nothing after this point happens."""


@pytest.fixture(autouse=True)
def switched_on(db: None) -> None:
    letters_on()


@pytest.fixture
def letter(ticket: Ticket, anna: User, nordlicht: Tenant, frozen: Frozen) -> OutgoingLetter:
    """A letter with three files and a picture in its text, of a template that lists something more."""
    template = make_template(nordlicht)
    make_letter_template(template, enclosures="AGB")
    letter = make_outgoing_letter(ticket, anna, template=template, final=False)
    enclose(letter, FILES)
    enclose(letter, {"bild.png": b"picture"}, inline=True)
    return letter


def enclose(letter: OutgoingLetter, files: dict[str, bytes], *, inline: bool = False) -> None:
    with in_scope(letter.tenant_id):
        for name, content in files.items():
            Attachment.objects.create(
                tenant_id=letter.tenant_id,
                message=letter.message,
                blob=keep(content, tenant_id=letter.tenant_id),
                filename=name,
                content_type="application/octet-stream",
                size=len(content),
                inline=inline,
            )


def _folder(letter: OutgoingLetter, root: Path) -> Path:
    row = fresh(letter)
    return (root / row.directory / row.filename).parent


def _manifest(letter: OutgoingLetter, root: Path) -> dict[str, Any]:
    row = fresh(letter)
    found: dict[str, Any] = json.loads((root / row.directory / row.filename.replace(".pdf", ".json")).read_text())
    return found


def _require_all_there(facts: dict[str, Any], folder: Path) -> None:
    """Every file of the manifest lies beside the letter with its bytes, and nothing else does."""
    told = [(each["name"], each["sha256"], each["size"]) for each in facts["enclosures"]]
    real = [(name, hashlib.sha256(content).hexdigest(), len(content)) for name, content in FILES.items()]
    assert told == [*real, ("AGB", None, None)]
    for each, content in zip(facts["enclosures"], FILES.values(), strict=False):
        assert (folder / each["file"]).read_bytes() == content
    assert facts["enclosures"][-1]["file"] is None


def test_the_files_of_a_letter_lie_beside_it_and_are_named_in_the_manifest(
    letter: OutgoingLetter, letters_root: Path
) -> None:
    run_jobs("deliver")

    folder, stem = _folder(letter, letters_root), Path(fresh(letter).filename).stem
    _require_all_there(_manifest(letter, letters_root), folder)
    names = ["enclosure-1-Rechnung.pdf", "enclosure-2-Rechnung.pdf", "enclosure-3-Z-hler.json.file", "json", "pdf"]
    assert sorted(path.name for path in folder.iterdir()) == [f"{stem}.{name}" for name in names]


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("Rechnung Mai.pdf", "a/4711-9.enclosure-1-Rechnung-Mai.pdf"),
        ("../../etc/passwd", "a/4711-9.enclosure-1-passwd"),
        ("C:\\Akten\\Plan.dwg", "a/4711-9.enclosure-1-Plan.dwg"),
        ("発票.pdf", "a/4711-9.enclosure-1.pdf"),
        ("…", "a/4711-9.enclosure-1"),
        ("geheim.JSON", "a/4711-9.enclosure-1-geheim.JSON.file"),
        ("fertig.ok", "a/4711-9.enclosure-1-fertig.ok.file"),
        ("x" * 200 + ".pdf", f"a/4711-9.enclosure-1-{'x' * 60}.pdf"),
        (".htaccess", "a/4711-9.enclosure-1-htaccess"),
    ],
)
def test_names_of_enclosures_are_plain_and_no_sign_of_anything(filename: str, name: str) -> None:
    assert enclosure_name("a/4711-9.pdf", 1, filename) == name


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("number", [1, 3])
def test_whoever_goes_on_after_a_death_writes_each_file_once(
    letter: OutgoingLetter,
    letters_root: Path,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    before: bool,
) -> None:
    real = FolderStorage.put

    def dying(self: FolderStorage, path: str, content: bytes) -> None:
        if f".enclosure-{number}-" not in path:
            return real(self, path, content)
        monkeypatch.setattr(FolderStorage, "put", real)
        if not before:
            real(self, path, content)
        raise Killed

    monkeypatch.setattr(FolderStorage, "put", dying)
    with pytest.raises(Killed):
        deliver(letter.tenant_id, letter.pk)
    left = [path for path in letters_root.rglob("*") if path.is_file()]
    assert not [path for path in left if path.suffix == ".pdf" and ".enclosure-" not in path.name]
    assert not [path for path in left if path.suffix == ".json"]

    frozen.move(seconds=STALLED_AFTER.total_seconds() + 1)
    sweep(letter.tenant_id)
    run_jobs("deliver")

    assert fresh(letter).state == LetterState.HANDED_OVER
    _require_all_there(_manifest(letter, letters_root), _folder(letter, letters_root))
    assert len([path for path in letters_root.rglob("*") if path.is_file()]) == 5


def test_a_reprint_takes_them_along(letter: OutgoingLetter, letters_root: Path, sven: User) -> None:
    run_jobs("deliver")
    with in_scope(letter.tenant_id):
        again = reprint(fresh(letter), by=sven)
    run_jobs("deliver")

    assert fresh(again).filename != fresh(letter).filename
    _require_all_there(_manifest(again, letters_root), _folder(again, letters_root))


@pytest.mark.parametrize("form", ["many", "one"])
def test_a_batch_takes_them_along(
    letter: OutgoingLetter, letters_root: Path, nordlicht: Tenant, sven: User, form: str
) -> None:
    prefer(nordlicht, HANDOVER, "daily")
    prefer(nordlicht, BATCH_FORM, form)
    run_jobs("deliver")
    batch = fresh(letter).batch
    assert batch is not None
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")

    batch = fresh(letter).batch
    assert batch is not None
    manifest = json.loads((letters_root / batch.directory / f"{batch.filename}.json").read_text())
    _require_all_there(manifest["contents"][0], letters_root / batch.directory / batch.filename)


def test_a_letter_whose_file_is_lost_says_so_and_nothing_is_handed_over(
    letter: OutgoingLetter, letters_root: Path, nordlicht: Tenant
) -> None:
    _lose_a_file(letter)
    run_jobs("deliver")

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "file_lost")
    assert not list(letters_root.rglob("*.json"))


def test_a_letter_whose_file_is_lost_leaves_its_batch_and_the_others_go_on(
    letter: OutgoingLetter, ticket: Ticket, anna: User, letters_root: Path, nordlicht: Tenant, sven: User
) -> None:
    prefer(nordlicht, HANDOVER, "daily")
    whole = make_outgoing_letter(ticket, anna, final=False)
    run_jobs("deliver")
    _lose_a_file(letter)
    batch = fresh(letter).batch
    assert batch is not None
    with in_scope(nordlicht):
        hand_over(batch, by=sven)
    run_jobs("write_batch")

    assert (fresh(letter).state, fresh(letter).error_kind) == (LetterState.FAILED, "file_lost")
    assert fresh(whole).state == LetterState.HANDED_OVER


def _lose_a_file(letter: OutgoingLetter) -> None:
    """The file of the installation's folder that this content lay in is not there any more."""
    with everywhere():
        row = Attachment.objects.filter(message=letter.message, inline=False).earliest("pk")
        Blob.objects.filter(pk=row.blob_id).update(data=None, place="ab/gone")
