"""Phone numbers: read as people and telephone systems write them, shown, and turned into what is dialled."""

from kontor.kernel.telephone.dialling import DIAL_FORMATS, dial
from kontor.kernel.telephone.emergency import is_emergency
from kontor.kernel.telephone.found import numbers_in
from kontor.kernel.telephone.numbers import Telephone, beginning, from_normal, lookup_key, read, written
from kontor.kernel.telephone.reported import is_anonymous, is_internal, reported, without_affixes

__all__ = [
    "DIAL_FORMATS",
    "Telephone",
    "beginning",
    "dial",
    "from_normal",
    "is_anonymous",
    "is_emergency",
    "is_internal",
    "lookup_key",
    "numbers_in",
    "read",
    "reported",
    "without_affixes",
    "written",
]
