"""Codes that are kept on paper: short enough to type, long enough not to be guessed."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are read as others. Source: Douglas Crockford's base 32."""
LENGTH = 10
"""Fifty random bits; what is kept of a code is made with a key that is not in the database."""
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None})


def new_recovery_code() -> str:
    """Return a code in two groups of five."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{drawn[:5]}-{drawn[5:]}"


def plain_recovery_code(typed: str) -> str:
    """Return a code as it counts, however it was typed: case, spaces and look-alikes do not matter."""
    return "".join(typed[:40].split()).upper().translate(_READ_AS)


def looks_like_recovery_code(typed: str) -> bool:
    """Tell whether what was typed could be a recovery code and not one of six digits."""
    plain = plain_recovery_code(typed)
    return len(plain) == LENGTH and set(plain) <= set(ALPHABET)
