from kontor.privacy.models.disclosure import Disclosure
from kontor.privacy.models.erasure import Erasure
from kontor.privacy.models.hold import Hold

__all__ = ["Disclosure", "Erasure", "Hold"]
