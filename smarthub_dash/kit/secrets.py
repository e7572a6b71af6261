"""Tokens and password hashes."""

import hashlib
import secrets
import unicodedata
from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

PASSWORDS = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
"""Argon2id at the floor that OWASP names: 20 ms and 19 MiB a hash, so that a flood of sign-ins cannot fill memory."""


def new_token() -> str:
    """Return a token of 256 random bits."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return six random digits, for a person to read and type."""
    return f"{secrets.randbelow(1_000_000):06}"


def hash_of(token: str) -> str:
    """Return what is stored of a random token: enough to recognize it, too little to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return PASSWORDS.hash(_one_form(password))


def verify_password(password: str, password_hash: str) -> tuple[bool, str | None]:
    """Tell whether the password fits, and return a stronger hash where the stored one has aged."""
    one_form = _one_form(password)
    fits, stronger = PASSWORDS.verify_and_update(one_form, password_hash)
    if not fits and one_form != password and PASSWORDS.verify(password, password_hash):
        # A hash from before passwords were brought into one form.
        return True, PASSWORDS.hash(one_form)
    return fits, stronger


def _one_form(password: str) -> str:
    # One keyboard sends é as one character, another as two (NIST SP 800-63B-4, 3.1.1.2).
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def decoy_hash() -> str:
    """Return a hash that no password fits: checked for unknown e-mails, so that they take as long as known ones."""
    return PASSWORDS.hash(new_token())
