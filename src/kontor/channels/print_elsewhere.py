"""Letters in a storage that is no folder: whatever Django's storage interface reaches, S3 by django-storages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import InvalidStorageError, Storage
from django.core.files.storage.handler import StorageHandler

from kontor.channels.print_errors import PrintFailed, PrintTrouble, failed_by

_ERRORS = (OSError, BotoCoreError, ClientError, SuspiciousOperation)
_REFUSED = frozenset({"403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled"})
_FULL = frozenset({"QuotaExceeded", "XMinioStorageFull", "EntityTooLarge", "507"})


def configured_elsewhere() -> Storage | None:
    """The storage that the installation names, with its options; None: letters lie in a folder."""
    named: dict[str, Any] | None = settings.LETTERS_STORAGE
    return _storage(json.dumps(named, sort_keys=True)) if named else None


@lru_cache(maxsize=4)
def _storage(named: str) -> Storage:
    try:
        return StorageHandler({}).create_storage(json.loads(named))
    except InvalidStorageError as error:
        raise PrintFailed(PrintTrouble.UNREACHABLE, reason=str(error)) from error


@dataclass(frozen=True)
class ElsewhereStorage:
    """Implements ``PrintStorage``. An object appears whole or not at all: that is what such storages promise."""

    storage: Storage
    directory: str

    def put(self, path: str, content: bytes) -> None:
        present = self.get(path)
        if present is None:
            name = self._name(path)
            try:
                written = self.storage.save(name, ContentFile(content))
                if written != name:  # the storage has made way for something that appeared meanwhile
                    self.storage.delete(written)
                    present = self.get(path)
            except _ERRORS as error:
                raise self._failed(error, path) from error
        if present not in (None, content):
            raise PrintFailed(PrintTrouble.OTHER_FILE, path=self.where(path))

    def get(self, path: str) -> bytes | None:
        if not self.exists(path):
            return None
        try:
            with self.storage.open(self._name(path), "rb") as file:
                return bytes(file.read())
        except FileNotFoundError:
            return None
        except _ERRORS as error:
            raise self._failed(error, path) from error

    def exists(self, path: str) -> bool:
        try:
            return bool(self.storage.exists(self._name(path)))
        except _ERRORS as error:
            raise self._failed(error, path) from error

    def names(self, path: str) -> list[str]:
        try:
            return list(self.storage.listdir(self._name(path))[1])
        except FileNotFoundError:
            return []
        except _ERRORS as error:
            raise self._failed(error, path) from error

    def remove(self, path: str) -> bool:
        there = self.exists(path)
        try:
            self.storage.delete(self._name(path))
        except _ERRORS as error:
            raise self._failed(error, path) from error
        return there

    def free(self) -> int | None:
        return None

    def where(self, path: str) -> str:
        return self._name(path)

    def _name(self, path: str) -> str:
        return f"{self.directory}/{path}".rstrip("/")

    def _failed(self, error: Exception, path: str) -> PrintFailed:
        if isinstance(error, OSError) and error.errno:
            return failed_by(error, self.where(path))
        if isinstance(error, SuspiciousOperation):
            return PrintFailed(PrintTrouble.OUTSIDE, path=self.where(path))
        code = str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""
        if code in _REFUSED:
            return PrintFailed(PrintTrouble.RIGHTS, path=self.where(path))
        if code in ("NoSuchBucket", "404"):
            return PrintFailed(PrintTrouble.GONE, path=self.where(path))
        if code in _FULL:
            return PrintFailed(PrintTrouble.FULL, path=self.where(path))
        return PrintFailed(PrintTrouble.UNREACHABLE, reason=code or type(error).__name__)
