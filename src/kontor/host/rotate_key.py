"""`kontor rotate-key`: a new key for the secrets in the database (passwords of mail accounts, secrets of apps).

Kontor must not be running meanwhile, on any machine: a process that started before does not know the new key.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kontor.host import environment
from kontor.host.database import database
from kontor.host.folder import Folder
from kontor.host.say import give_up, say

KEYS = "secrets-keys"


def run(options: argparse.Namespace) -> None:
    """Every secret is read with the old key and written with the new one; then the old one is forgotten.

    Interrupted anywhere, nothing is lost: while rows of both kinds exist, the file holds both keys.
    """
    folder = environment.var_folder()
    kept = os.environ.get("KONTOR_SECRETS_KEYS_FILE", str(folder.secrets / KEYS))
    if os.environ.get("KONTOR_SECRETS_KEYS") or Path(kept).absolute() != folder.secrets / KEYS:
        give_up(f"Kontor changes the key only where it made it: in {folder.secrets / KEYS}. Put it there first.")
    folder.occupy()
    with database(folder):
        changed = rotate(folder)
    say(f"{changed} secrets are encrypted with the new key. Backups made before keep the old one inside.")


def rotate(folder: Folder) -> int:
    from cryptography.fernet import Fernet

    old, new = folder.secret(KEYS), Fernet.generate_key().decode()
    folder.write_secret(KEYS, f"{new} {old}")
    environment.set_up_django()
    from kontor.tenants.scope import INSTALLATION, every_tenant, scope

    with scope(INSTALLATION, *every_tenant()):
        changed = sum(_rewrite(model, fields) for model, fields in _secret_columns()) + _rewrite_app_settings()
    folder.write_secret(KEYS, new)
    return changed


def _secret_columns() -> Iterator[tuple[Any, list[str]]]:
    from django.apps import apps

    from kontor.kernel.fields import EncryptedTextField

    for model in apps.get_models():
        fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if fields:
            yield model, fields


def _rewrite(model: Any, fields: list[str]) -> int:
    """Reading decrypts and writing encrypts with the first key."""
    changed = 0
    for row in model._base_manager.select_for_update().only("pk", *fields).iterator():
        model._base_manager.filter(pk=row.pk).update(**{field: getattr(row, field) for field in fields})
        changed += sum(1 for field in fields if getattr(row, field))
    return changed


def _rewrite_app_settings() -> int:
    """Secrets of apps stand as tokens in a column of text."""
    from kontor.kernel import secrets
    from kontor.tenants.models import AppSetting

    rows = list(AppSetting.objects.select_for_update().filter(kind=AppSetting.Kind.SECRET).exclude(value=""))
    for row in rows:
        AppSetting.objects.filter(pk=row.pk).update(value=secrets.rotate(row.value))
    return len(rows)
