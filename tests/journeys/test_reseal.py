"""A key is changed: nothing is lost, and after everything was sealed anew the old one can go."""

from datetime import datetime
from uuid import UUID

import pytest
from sqlmodel import SQLModel, col, select

from smarthub_dash.domain.members.operations.contact import change_member
from smarthub_dash.domain.members.records import Member
from smarthub_dash.domain.notices.operations import post_notice
from smarthub_dash.domain.notices.records import Notice
from smarthub_dash.journeys import reseal as resealing
from smarthub_dash.journeys.reseal import SEALED, reseal
from smarthub_dash.kit.database import Database
from smarthub_dash.kit.sealing import SealBroken, Sealer
from tests.support.households import add_household

OLD, NEW = "the key of last year, long enough", "the key of this year, long enough"
LINK, TOTP = "https://portal.example/x?token=1", "JBSWY3DPEHPK3PXP"


@pytest.fixture
def ada(database: Database, now: datetime) -> UUID:
    """Ada, whose code app and one waiting link were sealed by the old key."""
    member_id, _ = add_household(database, "Ada", meters=[], now=now)
    old = Sealer([OLD])
    with database.unit_of_work() as session:
        change_member(session, member_id=member_id, shown={}, values={"sealed_totp_key": old.seal(TOTP)})
        for key, link in (("1", old.seal(LINK)), ("2", "")):
            post_notice(session, key=key, template="x", facts={}, to=[], member_id=member_id, sealed_link=link, now=now)
    return member_id


def opened_by(database: Database, *keys: str) -> tuple[str, str]:
    """Return what the code app's key and the link are, to whoever holds these keys."""
    sealer = Sealer(keys)
    with database.reading() as session:
        totp = session.exec(select(Member.sealed_totp_key)).one()
        link = session.exec(select(Notice.sealed_link).where(col(Notice.key) == "1")).one()
    return sealer.opened(totp), sealer.opened(link)


def test_after_a_change_of_the_key_what_was_sealed_still_opens(database: Database, ada: UUID) -> None:
    assert opened_by(database, NEW, OLD) == (TOTP, LINK)


def test_once_sealed_anew_the_old_key_can_go(
    database: Database, ada: UUID, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "TOGETHER", 1)
    for name in ("Boone", "Clara"):
        member_id, _ = add_household(database, name, meters=[], now=now)
        with database.unit_of_work() as session:
            sealed = Sealer([OLD]).seal(TOTP)
            change_member(session, member_id=member_id, shown={}, values={"sealed_totp_key": sealed})

    found = reseal(database, sealer=Sealer([NEW, OLD]), now=now)

    assert [(each.done, each.broken) for each in found] == [(3, 0), (1, 0), (0, 0), (1, 0)]
    with database.reading() as session:
        sealed = session.exec(select(Member.sealed_totp_key)).all()
    assert [Sealer([NEW]).opened(each) for each in sealed] == [TOTP] * 3
    for each in sealed:
        with pytest.raises(SealBroken):
            Sealer([OLD]).opened(each)


def test_what_no_key_opens_is_told_and_left_as_it_is(database: Database, ada: UUID, now: datetime) -> None:
    found = reseal(database, sealer=Sealer([NEW]), now=now)

    assert [(each.done, each.broken) for each in found] == [(0, 1), (0, 1), (0, 0), (0, 0)]
    assert opened_by(database, OLD) == (TOTP, LINK)


def test_every_sealed_column_is_sealed_anew() -> None:
    named = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if column.name.startswith("sealed_")
    }

    assert named == {(table.__tablename__, column) for _, table, column in SEALED}
