"""Other storages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kontor.channels.print_errors import PrintTrouble
from kontor.channels.print_storage import open_storage, probe
from tests.channels.print_storage.conftest import LETTER, OTHER, kind_of
from tests.servers.s3 import S3, s3_server


@pytest.fixture
def s3(settings: Any) -> Iterator[S3]:
    with s3_server() as store:
        settings.LETTERS_STORAGE = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": store.options}
        yield store


def test_another_storage_works_with_the_same_directory(s3: S3) -> None:
    storage = open_storage("NORD", "print/in")
    storage.put("4711-1.pdf", LETTER)
    storage.put("4711-1.pdf", LETTER)

    assert s3.objects == {"NORD/print/in/4711-1.pdf": LETTER}
    assert kind_of(lambda: storage.put("4711-1.pdf", OTHER)) == PrintTrouble.OTHER_FILE
    assert storage.get("4711-1.pdf") == LETTER
    assert (storage.get("x.pdf"), storage.exists("x.pdf")) == (None, False)
    assert storage.remove("4711-1.pdf") is True
    assert s3.objects == {}
    assert probe("NORD", "print").free is None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "AccessDenied", PrintTrouble.RIGHTS),
        (404, "NoSuchBucket", PrintTrouble.GONE),
        (507, "XMinioStorageFull", PrintTrouble.FULL),
        (400, "Strange", PrintTrouble.UNREACHABLE),
    ],
)
def test_what_another_storage_answers_is_told_by_its_kind(
    s3: S3, settings: Any, status: int, code: str, kind: PrintTrouble
) -> None:
    storage = open_storage("NORD", "")
    put = s3.objects
    s3.answer = (status, code)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(storage), "get", lambda self, path: None)  # asking what lies there is refused without a body
        assert kind_of(lambda: storage.put("a.pdf", LETTER)) == kind
    assert put == {}


def test_a_storage_that_is_not_there_is_told(s3: S3, settings: Any) -> None:
    options = {**s3.options, "endpoint_url": "http://127.0.0.1:9", "client_config": None}
    settings.LETTERS_STORAGE = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

    assert kind_of(lambda: open_storage("NORD", "").exists("a.pdf")) == PrintTrouble.UNREACHABLE


def test_a_storage_that_nobody_knows_is_told(settings: Any) -> None:
    settings.LETTERS_STORAGE = {"BACKEND": "storages.nowhere.Storage", "OPTIONS": {}}

    assert kind_of(lambda: open_storage("NORD", "")) == PrintTrouble.UNREACHABLE
