"""Phone numbers as people write them, and as they are shown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumber, PhoneNumberFormat

from kontor.kernel.errors import Refused
from kontor.kernel.telephone.emergency import is_emergency

LONGEST = 60
"""Signs. Whoever writes more does not write a phone number."""

DIRECT_DIAL_COUNTRIES = frozenset({"DE", "AT"})
"""Where "-12" behind a number is dialled right behind it (Durchwahl). Elsewhere a dash only divides."""

_LABEL = re.compile(r"^(?:tel(?:efon)?|fon|phone|mobil|mobile|handy)?[ .:]*(?=[+(0-9])", re.IGNORECASE)
_DIRECT_DIAL = re.compile(r"^(?P<main>.*?)[ ,]*(?:Durchwahl|DW)[ .:]*(?P<ext>\d{1,6})$", re.IGNORECASE)
_EXTENSION = re.compile(
    r"^(?P<main>.*?)(?:;ext=|[ ,]*(?:Apparat|App|Nebenstelle|Nst|extension|ext|x)[ .:]*)(?P<ext>\d{1,6})$",
    re.IGNORECASE,
)
_NORMAL = re.compile(r"\+[1-9]\d{5,14}")
_DASH = re.compile(r"^(?P<main>.*\d[ )]*) ?- ?(?P<ext>\d{1,5})$")
_SIGNS = re.compile(r"[-+0-9 ()/.]*")
_DASHES = {ord(dash): "-" for dash in "‐‑‒–—―−"}
_SHORTEST_SUBSCRIBER = 3
_SHORTEST_UNKNOWN = 6
_SHORTEST_BEGINNING = 4


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number of the public network.

    ``normal`` is E.164 (ITU-T), what is dialled and compared. ``direct`` are the last digits of it where they were
    written as an extension that is dialled with it; ``extension`` is one that is asked for afterwards.
    """

    normal: str
    direct: str = ""
    extension: str = ""

    @property
    def key(self) -> str:
        """What contacts are found by: two extensions behind one number are two keys (RFC 3966)."""
        return f"{self.normal};ext={self.extension}" if self.extension else self.normal

    @property
    def main(self) -> str:
        """The number of the house, without extension, in E.164."""
        return self.normal.removesuffix(self.direct) if self.direct else self.normal

    @property
    def country(self) -> str:
        """Two letters; "" for numbers of no country (+800)."""
        return phonenumbers.region_code_for_number(_parsed(self.normal)) or ""

    @property
    def national(self) -> str:
        """As it is written within its country: "040 1234567"."""
        return self._shown(PhoneNumberFormat.NATIONAL)

    @property
    def international(self) -> str:
        """As it is written everywhere: "+49 40 1234567"."""
        return self._shown(PhoneNumberFormat.INTERNATIONAL)

    def shown(self, country: str) -> str:
        """National within the country, international outside of it."""
        at_home = _calling_code(country) == _parsed(self.normal).country_code
        return self.national if at_home else self.international

    @property
    def national_digits(self) -> str:
        """What is dialled within its country: with the zero, where there is one."""
        return self._zero + phonenumbers.national_significant_number(_parsed(self.normal))

    @property
    def _zero(self) -> str:
        return "0" if begins_with_zero(_country_of(_parsed(self.normal))) else ""

    def _shown(self, form: int) -> str:
        number = phonenumbers.format_number(_parsed(self.main), form)
        if form == PhoneNumberFormat.NATIONAL and number[0].isdigit() and not number.startswith(self._zero):
            number = self._zero + number  # The library knows no form for numbers that it does not know.
        direct = f"-{self.direct}" if self.direct else ""
        return f"{number}{direct}" + (f" ext. {self.extension}" if self.extension else "")


def read(text: str, country: str) -> Telephone:
    """The number that somebody has typed, who is in ``country``. Refused where it is none, saying why."""
    if is_emergency(text, country):
        raise Refused(_("“%(text)s” is an emergency number. Dial it on the phone itself.") % {"text": _quoted(text)})
    written, direct, extension = _extensions(_tidied(text))
    _refuse_other_signs(written, text)
    plain = _plain(written)
    number = _number(plain, country, text)
    if direct and _country_of(number) in DIRECT_DIAL_COUNTRIES:
        number = _number(plain + direct, country, text)
    elif direct:
        direct, extension = "", direct
    elif not extension:
        direct = _direct_dial(written, number)
    return Telephone(phonenumbers.format_number(number, PhoneNumberFormat.E164), direct, extension)


def lookup_key(text: str, country: str) -> str:
    """The key of the number, or "" for what is no phone number."""
    try:
        return read(text, country).key
    except Refused:
        return ""


def beginning(text: str, country: str) -> str:
    """What the keys of numbers begin with that begin like this, for a search while somebody types; "" for other text.

    From four digits on, as without them it would be nearly every number.
    """
    written = _label_away(text[:LONGEST])
    plain = _plain(written) if _SIGNS.fullmatch(written) else ""
    if sum(sign.isdigit() for sign in plain) < _SHORTEST_BEGINNING:
        return ""
    if plain.startswith("0") and begins_with_zero(country):
        return f"+{_calling_code(country)}{plain[1:]}"
    return plain if plain.startswith("+") else f"+{_calling_code(country)}{plain}"


def begins_with_zero(country: str) -> bool:
    """Whether numbers with their area code begin with a zero in the country, which others leave out."""
    return phonenumbers.ndd_prefix_for_region(country, True) == "0"


def from_normal(normal: str) -> Telephone:
    """The number of a key (``Telephone.key``)."""
    number, _sign, extension = normal.partition(";ext=")
    return Telephone(number, extension=extension)


@lru_cache(maxsize=2000)
def written(number: str, country: str) -> str:
    """As people in the country write what is stored as numbers are compared; all else stays as somebody typed it."""
    return from_normal(number).shown(country) if _NORMAL.fullmatch(number) else number


def _tidied(text: str) -> str:
    """One kind of blank, dash and digit, without a label in front."""
    if len(text.strip()) > LONGEST:
        raise Refused(_("This is too long for a phone number."))
    return _label_away(text)


def _label_away(text: str) -> str:
    written = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    written = "".join(_sign(sign) for sign in written)
    return _LABEL.sub("", written.removeprefix("tel:"))


def _sign(sign: str) -> str:
    if unicodedata.category(sign) == "Zs":
        return " "
    return str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign


def _extensions(written: str) -> tuple[str, str, str]:
    """The number, an extension that is dialled with it, and one that is asked for."""
    if match := _DIRECT_DIAL.match(written):
        return match["main"], match["ext"], ""
    if match := _EXTENSION.match(written):
        return match["main"], "", match["ext"]
    return written, "", ""


def _refuse_other_signs(written: str, text: str) -> None:
    if any(sign.isalpha() for sign in written):
        raise Refused(_("“%(text)s” contains letters. Enter the number in digits.") % {"text": _quoted(text)})
    if not _SIGNS.fullmatch(written) or "+" in written.lstrip("( ")[1:]:
        raise Refused(
            _(
                "“%(text)s” contains characters that no phone number has. "
                "Enter digits, with + in front for another country."
            )
            % {"text": _quoted(text)}
        )


def _quoted(text: str) -> str:
    """The text as sentences show it: on one line, without control characters."""
    return "".join(sign if sign.isprintable() else " " for sign in text.strip())[:LONGEST]


def _plain(written: str) -> str:
    """Digits, with a plus where the number begins with its country; "(0)" behind the country goes."""
    digits = "".join(sign for sign in written if sign.isdigit())
    if written.lstrip("( ").startswith("+"):
        return "+" + _without_zero(written)
    if digits.startswith("00") and not digits.startswith("000"):
        return "+" + _without_zero(written)[2:]
    return digits


def _without_zero(written: str) -> str:
    return "".join(sign for sign in re.sub(r"\( ?0 ?\)", "", written) if sign.isdigit())


def _number(plain: str, country: str, text: str) -> PhoneNumber:
    shown = {"text": _quoted(text)}
    if not any(sign.isdigit() for sign in plain):
        raise Refused(_("Enter a phone number."))
    try:
        number = phonenumbers.parse(plain, None if plain.startswith("+") else country)
    except phonenumbers.NumberParseException as error:
        raise Refused(_why_not(error, shown)) from None
    if phonenumbers.is_valid_number(number):
        return number
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        raise Refused(_("“%(text)s” is too long for a phone number.") % shown)
    if possible != phonenumbers.ValidationResult.IS_POSSIBLE or len(str(number.national_number)) < _SHORTEST_UNKNOWN:
        raise Refused(_("“%(text)s” is too short for a phone number.") % shown)
    if not plain.startswith(("+", "0")) and begins_with_zero(country):
        raise Refused(_("“%(text)s” has no area code. Enter it too, or begin with + and the country.") % shown)
    return number


def _why_not(error: phonenumbers.NumberParseException, shown: dict[str, str]) -> str:
    if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
        return _("“%(text)s” does not begin with the number of a country.") % shown
    if error.error_type == phonenumbers.NumberParseException.TOO_LONG:
        return _("“%(text)s” is too long for a phone number.") % shown
    return _("“%(text)s” is too short for a phone number.") % shown


def _direct_dial(written: str, whole: PhoneNumber) -> str:
    """The digits behind the last dash, where they are an extension: what is in front is a number with its area code."""
    match = _DASH.match(written)
    if not match or _country_of(whole) not in DIRECT_DIAL_COUNTRIES:
        return ""
    subscriber = len(str(whole.national_number)) - phonenumbers.length_of_geographical_area_code(whole)
    fits = subscriber - len(match["ext"]) >= _SHORTEST_SUBSCRIBER and phonenumbers.number_type(whole) in _FIXED
    return match["ext"] if fits else ""


_FIXED = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def _country_of(number: PhoneNumber) -> str:
    return phonenumbers.region_code_for_country_code(number.country_code or 0)


def _calling_code(country: str) -> int:
    return phonenumbers.country_code_for_region(country)


def _parsed(normal: str) -> PhoneNumber:
    return phonenumbers.parse(normal, None)
