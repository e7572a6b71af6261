"""What was put into the outbox, with what its links open."""

import json
import re
from dataclasses import dataclass

from sqlmodel import col, select

from smarthub_dash.domain.notices.records import Delivery, Notice
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Posted:
    """One letter to one address."""

    address: str
    template: str
    facts: dict[str, str]
    link: str

    @property
    def token(self) -> str:
        found = re.search(r"token=([\w-]+)", self.link)
        return found.group(1) if found else ""


def posted(database: Database, sealer: Sealer, *, template: str = "") -> list[Posted]:
    """Return the letters in the outbox, oldest first: all of them, or those of one template."""
    with database.reading() as session:
        rows = session.exec(
            select(Notice, Delivery)
            .join(Delivery, col(Delivery.notice_id) == col(Notice.id))
            .order_by(col(Delivery.created_at), col(Delivery.address))
        ).all()
        return [
            Posted(
                delivery.address,
                notice.template,
                json.loads(notice.facts),
                sealer.opened(notice.sealed_link) if notice.sealed_link else "",
            )
            for notice, delivery in rows
            if template in ("", notice.template)
        ]
