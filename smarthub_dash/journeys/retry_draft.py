"""Try a draft once more that failed, because its member asks for it."""

from uuid import UUID

from smarthub_dash.domain.autopay.queries.waiting import draft_in_hand
from smarthub_dash.journeys.auto_pay_choices import begin_again
from smarthub_dash.journeys.household_news import Moment
from smarthub_dash.journeys.run_auto_pay import make_draft
from smarthub_dash.journeys.till import Till


def retry_draft(till: Till, *, member_id: UUID, account_number: str, draft_id: UUID, moment: Moment) -> bool:
    """
    Make a draft once more; return whether money moves. If the server dies in between, the next daily run makes it.

    :raises Refused: if it is not the member's own, is being made, was tried too often, or nothing is owed any more
    """
    begin_again(till.database, member_id=member_id, account_number=account_number, draft_id=draft_id, moment=moment)
    with till.database.reading() as session:
        draft = draft_in_hand(session, draft_id=draft_id)
    return draft is not None and make_draft(till, draft=draft, moment=moment)
