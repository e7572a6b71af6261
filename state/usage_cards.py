"""The insight cards of Usage as rows for the eye."""

from urllib.parse import quote

from smarthub_dash.journeys.view_usage import UsageView
from state.usage_values import CardRow


def card_rows(view: UsageView) -> list[CardRow]:
    """Return the cards that the member has not put away."""
    number = quote(view.account.account_number)
    return [
        CardRow(
            kind=card.kind.value,
            sentence=card.sentence,
            how=card.how,
            href=f"/usage?account={number}&range=day&at={card.day}" if card.day else "",
        )
        for card in view.told.cards
        if not card.is_put_away
    ]
