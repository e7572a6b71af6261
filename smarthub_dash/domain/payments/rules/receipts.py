"""The number of a receipt."""

from datetime import date
from uuid import UUID

from smarthub_dash.domain.billing.rules import NUMBER_ALPHABET


def receipt_number_of(event_id: UUID, *, made_on: date) -> str:
    """
    Return the number of a receipt: the month it was made in and fifty bits of its event's id.

    Source: "R2611-7F3KQ-92QDX".
    """
    digits = "".join(NUMBER_ALPHABET[event_id.int >> shift & 31] for shift in range(45, -1, -5))
    return f"R{made_on:%y%m}-{digits[:5]}-{digits[5:]}"
