"""Plain values as YAML: readable, in a stable order, each section under a comment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from kontor.tenant_files.domain.reading import FORMAT, FORMAT_NUMBER
from kontor.tenant_files.domain.schema import FILE_NAME
from kontor.tenant_files.domain.section import AnySection, Rows
from kontor.tenant_files.domain.sections import SECTIONS
from kontor.tenant_files.domain.state import State

WIDTH = 120
MODELINE = f"yaml-language-server: $schema={FILE_NAME}"
"""Editors look for the schema beside the file."""
_NOT_IN_BLOCKS = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: Any, text: str) -> Any:
    """Several lines as a block; what a block cannot hold between quotes."""
    style = None
    if _NOT_IN_BLOCKS.search(text):
        style = '"'
    elif "\n" in text:
        style = '"' if text[:1].isspace() or any(line != line.rstrip() for line in text.split("\n")) else "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write(state: State, *, opening: str = "") -> str:
    """The file. ``opening`` is a comment at its top, below the line by which editors find the schema."""
    opening = f"{MODELINE}\n{opening}" if opening else ""
    parts = [_comment(opening) + _yaml({FORMAT: int(FORMAT_NUMBER)})]
    parts += [_section(section, state[section.key]) for section in SECTIONS if section.key in state]
    return "\n".join(part for part in parts if part)


def _section(section: AnySection, values: Any) -> str:
    if isinstance(section, Rows):
        written: Any = [section.shape.write(entry) for entry in values]
    else:
        written = section.shape.write(values)
    lines = [str(section.title), *([str(section.about)] if section.about else [])]
    return _comment("\n".join(lines)) + _yaml({section.key: written})


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.splitlines())


def _yaml(value: Mapping[str, Any]) -> str:
    return str(
        yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=False)
    )
