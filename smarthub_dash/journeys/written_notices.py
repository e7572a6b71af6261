"""Notices put into words for their way: a letter, or a text message."""

from datetime import datetime
from typing import Final

from smarthub_dash.documents.letters import letter_of, short_of
from smarthub_dash.domain.notices.queries import WaitingDelivery
from smarthub_dash.gateways.courier import Letter, TextMessage
from smarthub_dash.kit.sealing import Sealer

TEXT_FROM: Final = "SmartHub"
STOP_WORDS = {"en": "Reply STOP to end {category} texts.", "es": "Responda STOP para no recibir más de este tipo."}


def letter_for(waiting: WaitingDelivery, *, sealer: Sealer, portal: str, message_id: str, now: datetime) -> Letter:
    """
    Return the letter of a delivery.

    :raises SealBroken: if what it opens was sealed by a key that is gone
    """
    written = letter_of(
        waiting.template,
        facts=waiting.facts,
        link=sealer.opened(waiting.sealed_link) if waiting.sealed_link else "",
        language=waiting.language,
        portal=portal,
    )
    return Letter(
        to=waiting.address,
        subject=written.subject,
        text=written.text,
        html=written.html,
        message_id=message_id,
        written_at=now,
    )


def text_of(waiting: WaitingDelivery, *, sealer: Sealer, portal: str) -> TextMessage:
    """
    Return the text message of a delivery: who says it, the news in a line, the page that shows it, how to end it.

    Raises as `letter_for`. Its only address is our own.
    """
    link = sealer.opened(waiting.sealed_link) if waiting.sealed_link and waiting.category is None else ""
    said = short_of(waiting.template, facts=waiting.facts, link=link, language=waiting.language)
    if waiting.category is None:
        return TextMessage(waiting.address, said)
    stop = STOP_WORDS.get(waiting.language, STOP_WORDS["en"]).format(category=str(waiting.category))
    parts = [f"{TEXT_FROM}: {said}.".replace("..", "."), f"{portal}{waiting.path}" if waiting.path else "", stop]
    return TextMessage(waiting.address, " ".join(each for each in parts if each))
