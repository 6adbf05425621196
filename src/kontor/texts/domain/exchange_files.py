"""A template set as a zip of readable files, and hostile zips turned away.

set.json                          what it is, greetings, the files of the library
templates/<internal name>/template.json       the record and its assignments
templates/<internal name>/<language>.html     the text; likewise .txt (own plain text), .css (a style), .subject.txt
files/<number>-<file name>        pictures and attachments; texts show them by picture:<number>
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kontor.kernel.errors import Refused
from kontor.kernel.text import strip_controls
from kontor.texts.domain.exchange_parts import ExchangePart, Values, parts
from kontor.texts.enums import FilePurpose, FormOfAddress, IncludePart, TemplateKind

FORMAT = "kontor-templates"
FORMAT_VERSION = 1
LARGEST_SET = 30_000_000
LARGEST_UNPACKED = 120_000_000
LARGEST_TEXT = 1_000_000
MOST_ENTRIES = 5_000
COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What every program writes; others unpack slowly, or to very much."""
_DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError)
_STAMP = (1980, 1, 1, 0, 0, 0)
_TEMPLATE = re.compile(r"templates/([a-z0-9_-]{1,80})/(?:template\.json|([A-Za-z-]{2,8})\.(html|txt|css|subject\.txt))")
_FILE = re.compile(r"files/([0-9]{1,18})-([^/\\\x00-\x1f]{1,255})")
_FIELDS = {"html": "html", "txt": "text", "css": "text", "subject.txt": "subject"}
_TEXT_FIELDS = (
    "name",
    "description",
    "sender",
    "reply_account",
    "layout",
    "letterhead",
    "footer",
    "style",
    "signature",
)
_FLAGS = ("is_default", "from_no_reply", "active")


@dataclass(frozen=True, slots=True)
class SetFile:
    """A file of the library."""

    name: str
    filename: str
    purpose: str
    content: bytes


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """Templates as documents by internal name, greetings by language and form, files by the number texts name."""

    templates: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    greetings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: Mapping[int, SetFile] = field(default_factory=dict)


def pack(given: TemplateSet) -> bytes:
    """The set as a zip; the same set gives the same bytes."""
    entries: dict[str, bytes] = {"set.json": _json(_index(given))}
    for name, document in given.templates.items():
        entries[f"templates/{name}/template.json"] = _json({k: v for k, v in document.items() if k != "contents"})
        for language, content in document["contents"].items():
            for ending, text in _texts(document["part"], content).items():
                entries[f"templates/{name}/{language}.{ending}"] = text.encode()
    for number, file in given.files.items():
        entries[f"files/{number}-{_plain_name(file.filename)}"] = file.content
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(entries):
            archive.writestr(zipfile.ZipInfo(path, _STAMP), entries[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(raw: bytes) -> TemplateSet:
    """The set that the zip holds. Refused with a sentence when it is none, is damaged or is too large."""
    entries = _entries(raw)
    index = _object(_parsed("set.json", entries.pop("set.json", None)))
    if index.get("format") != FORMAT or index.get("version") != FORMAT_VERSION:
        raise Refused(_("This file is not a template set of Kontor, or it is one of a later version."))
    documents: dict[str, dict[str, Any]] = {}
    contents: dict[str, dict[str, dict[str, str]]] = {}
    files: dict[int, bytes] = {}
    for path, content in sorted(entries.items()):
        if found := _TEMPLATE.fullmatch(path):
            name, language, ending = found.groups()
            if language:
                texts = contents.setdefault(name, {}).setdefault(language, {"subject": "", "html": "", "text": ""})
                texts[_FIELDS[ending]] = _text(path, content)
            else:
                documents[name] = _document(path, name, _object(_parsed(path, content)))
        elif found := _FILE.fullmatch(path):
            files[int(found[1])] = content
        else:
            raise Refused(
                _("The template set holds a file that does not belong there: %(path)s.") % {"path": path[:200]}
            )
    for name in contents.keys() - documents.keys():
        raise Refused(_("The template set says nothing of the template “%(name)s”.") % {"name": name})
    for name, document in documents.items():
        document["contents"] = contents.get(name, {})
    return TemplateSet(documents, _greetings(index), _files(index, files))


def _index(given: TemplateSet) -> dict[str, Any]:
    files = {
        str(number): {"name": file.name, "filename": file.filename, "purpose": str(file.purpose)}
        for number, file in given.files.items()
    }
    return {"format": FORMAT, "version": FORMAT_VERSION, "greetings": given.greetings, "files": files}


def _texts(part: str, content: Mapping[str, str]) -> dict[str, str]:
    own = "css" if part == IncludePart.STYLE else "txt"
    texts = {"html": content["html"], own: content["text"], "subject.txt": content["subject"]}
    kept = {ending: text for ending, text in texts.items() if text}
    return kept or {"html": ""}


def _plain_name(filename: str) -> str:
    return re.sub(r"[^\w.-]+", "-", filename)[-100:].strip("-") or "file"


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n").encode()


def _entries(raw: bytes) -> dict[str, bytes]:
    """The files of the zip, by path. What it claims of itself is not believed: bytes are counted while unpacking."""
    if len(raw) > LARGEST_SET:
        raise Refused(_("The template set is larger than %(size)s MB.") % {"size": LARGEST_SET // 1_000_000})
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MOST_ENTRIES or len({member.filename for member in members}) < len(members):
                raise Refused(_("The template set holds too many files, or one of them twice."))
            if not {member.compress_type for member in members} <= COMPRESSIONS:
                raise NotImplementedError
            return _unpacked(archive, members)
    except _DAMAGED as error:
        raise Refused(_("This file is damaged or is not the ZIP file of a template set.")) from error


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    entries: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for member in members:
        with archive.open(member) as opened:
            entries[member.filename] = opened.read(left + 1)
        left -= len(entries[member.filename])
        if left < 0:
            raise Refused(_("Unpacked, the template set is too large."))
    return entries


def _text(path: str, content: bytes) -> str:
    if len(content) > LARGEST_TEXT:
        raise Refused(_("The file %(path)s is too large for a text.") % {"path": path})
    try:
        return strip_controls(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(_("The file %(path)s is not written in UTF-8.") % {"path": path}) from None


def _parsed(path: str, content: bytes | None) -> Any:
    if content is None:
        raise Refused(_("This file is not a template set of Kontor, or it is one of a later version."))
    try:
        return json.loads(_text(path, content))
    except (ValueError, RecursionError):
        raise _unreadable(path) from None


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _unreadable("set.json")
    return value


def _document(path: str, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The record with values of the right kind and nothing else. What is missing is empty."""
    document: dict[str, Any] = {"internal_name": name}
    for key in _TEXT_FIELDS:
        document[key] = _of(str, given.get(key, ""), path)
    for key in _FLAGS:
        document[key] = _of(bool, given.get(key, key == "active"), path)
    document["kind"], document["part"] = given.get("kind"), given.get("part", "")
    if document["kind"] not in TemplateKind.values or document["part"] not in IncludePart.values:
        raise _unreadable(path)
    assigned = _of(dict, given.get("assignments", {}), path)
    document["assignments"] = {_of(str, key, path): _of(bool, value, path) for key, value in assigned.items()}
    document["files"] = [_of(str, each, path) for each in _of(list, given.get("files", []), path)]
    for part in parts():
        if part.key in given:
            document[part.key] = _checked(part, given[part.key], path)
    return document


def _checked(part: ExchangePart, given: Any, path: str) -> Values:
    try:
        return part.check(given)
    except ValueError:
        raise _unreadable(path) from None


def _of(kind: type[Any], value: Any, path: str) -> Any:
    if not isinstance(value, kind):
        raise _unreadable(path)
    return strip_controls(value) if kind is str else value


def _unreadable(path: str) -> Refused:
    return Refused(_("The file %(path)s of the template set cannot be read.") % {"path": path[:200]})


def _greetings(index: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    path = "set.json"
    given = _of(dict, index.get("greetings", {}), path)
    greetings: dict[str, dict[str, str]] = {}
    for language, texts in given.items():
        for form, text in _of(dict, texts, path).items():
            if form not in FormOfAddress.values or not re.fullmatch(r"[A-Za-z-]{2,8}", language):
                raise _unreadable(path)
            greetings.setdefault(language, {})[form] = _of(str, text, path)
    return greetings


def _files(index: Mapping[str, Any], contents: Mapping[int, bytes]) -> dict[int, SetFile]:
    path = "set.json"
    files: dict[int, SetFile] = {}
    for number, each in _of(dict, index.get("files", {}), path).items():
        described = _of(dict, each, path)
        purpose = described.get("purpose")
        if purpose not in FilePurpose.values or not re.fullmatch(r"[0-9]{1,18}", number):
            raise _unreadable(path)
        if int(number) not in contents:
            raise Refused(_("A file of the library is missing in the template set."))
        name, filename = _of(str, described.get("name"), path), _of(str, described.get("filename"), path)
        files[int(number)] = SetFile(name, filename, purpose, contents[int(number)])
    if contents.keys() - files.keys():
        raise _unreadable(path)
    return files
