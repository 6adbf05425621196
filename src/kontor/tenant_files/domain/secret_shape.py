"""A secret is never in the file: the file says where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kontor.tenant_files.domain.nodes import Node, Pairs
from kontor.tenant_files.domain.shapes import Reader, Schema, Shape

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}", re.ASCII)


@dataclass(frozen=True)
class Secret(Shape):
    """``{env: NAME}``, a variable of the environment, or ``{ask: "Question"}``; nothing: there is none."""

    default: dict[str, str] | None = None

    def read(self, node: Node, path: str, reader: Reader) -> dict[str, str] | None:
        if node.is_nothing:
            return None
        pairs = node.value.nodes if isinstance(node.value, Pairs) else {}
        [(way, source)] = list(pairs.items()) if len(pairs) == 1 else [("", node)]
        if way == "env" and source.is_text and _VARIABLE.fullmatch(source.value):
            return {"env": source.value}
        if way == "ask" and source.is_text and 0 < len(source.value.strip()) <= 200:
            return {"ask": source.value.strip()}
        reader.wrong(node, path, _('A secret is not written into the file. Write {env: NAME} or {ask: "Question"}.'))
        return None

    def schema(self) -> Schema:
        env: Schema = {"type": "string", "pattern": f"^{_VARIABLE.pattern}$"}
        return {
            "oneOf": [
                {"type": "null"},
                {"type": "object", "properties": {"env": env}, "required": ["env"], "additionalProperties": False},
                {
                    "type": "object",
                    "properties": {"ask": {"type": "string", "minLength": 1, "maxLength": 200}},
                    "required": ["ask"],
                    "additionalProperties": False,
                },
            ]
        }


def variable(*parts: str) -> str:
    """The usual name of the variable, made of these words."""
    joined = "_".join(("KONTOR", *parts)).upper()
    return re.sub(r"[^A-Z0-9]+", "_", joined)[:100].strip("_")


def is_secret(value: Any) -> bool:
    """The value names where a secret comes from."""
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("env", "ask")
