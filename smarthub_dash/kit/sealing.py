"""
Secrets that must be read again: sealed by a key that is not in the database.

The first key seals; every key opens, so that a key can be changed without losing what the old one sealed.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from smarthub_dash.kit.errors import Refused

SHORTEST_KEY = 32


class SealBroken(Refused):
    """What was sealed was changed, or sealed by a key that is no longer known."""


class Sealer:
    """
    Seals, opens and derives by the secret keys of the portal, the newest first.

    `put_away` reads the keys that are not at hand any more and know only what they derived (see `kit.put_away`).
    :raises ValueError: if there is no key, or one is shorter than SHORTEST_KEY characters
    """

    def __init__(self, keys: Sequence[str], *, put_away: Callable[[], Sequence[str]] = tuple) -> None:
        if not keys or any(len(key) < SHORTEST_KEY for key in keys):
            raise ValueError(f"a secret key needs at least {SHORTEST_KEY} characters")
        self._keys = tuple(keys)
        self._put_away = put_away
        self._box = MultiFernet([Fernet(_fernet_key(key)) for key in keys])

    def seal(self, text: str) -> str:
        """Return the text so that only a holder of the key reads it."""
        return self._box.encrypt(text.encode()).decode()

    def opened(self, sealed: str) -> str:
        """
        Return what was sealed.

        :raises SealBroken: if it was changed, or sealed by a key that is gone
        """
        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SealBroken("This was sealed by another key.") from error

    def sealed_anew(self, sealed: str) -> str:
        """
        Return the same secret under the newest key.

        :raises SealBroken: as `opened`
        """
        return self.seal(self.opened(sealed))

    def derived(self, purpose: str, subject: str) -> bytes:
        """Return 32 bytes that belong to a subject for one purpose, the same each time, by the newest key."""
        return _mac(self._keys[0], purpose, subject)

    def derived_by_each(self, purpose: str, subject: str) -> tuple[bytes, ...]:
        """Return the same by every key, to recognize what an older one derived."""
        # One that is put away may still be at hand as well.
        return tuple(_mac(key, purpose, subject) for key in dict.fromkeys((*self._keys, *self._put_away())))

    def old_keys_by_mark(self) -> Mapping[str, str]:
        """Return every key but the newest, each by its mark and sealed by the newest."""
        return {_mac(key, "mark", "").hex()[:32]: self.seal(key) for key in self._keys[1:]}


def _fernet_key(key: str) -> bytes:
    return base64.urlsafe_b64encode(_mac(key, "seal", ""))


def _mac(key: str, purpose: str, subject: str) -> bytes:
    return hmac.new(key.encode(), f"{purpose}\0{subject}".encode(), hashlib.sha256).digest()
