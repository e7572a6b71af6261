"""Those who are linked to the demo's provider stay linked, whatever port it comes up at."""

from datetime import datetime

from smarthub_dash.demo.cast import ADA
from smarthub_dash.demo.world.people import follow_provider, link_ada
from smarthub_dash.domain.members.operations import add_member
from smarthub_dash.domain.members.operations.open_identities import link_identity
from smarthub_dash.domain.members.queries.open_identities import identities_of, member_of_identity
from smarthub_dash.domain.members.rules import MemberRole
from smarthub_dash.kit.database import Database


def test_ada_is_known_at_every_port_and_others_at_their_own_providers(
    database: Database, database_address: str, now: datetime
) -> None:
    with database.unit_of_work() as session:
        person = {"full_name": "A", "role": MemberRole.MEMBER, "password": "p" * 15, "now": now}
        ada = add_member(session, email=ADA.email, **person)
        link_ada(session, now=now)
        link_identity(session, issuer="https://id.example", subject="s", email="", member_id=ada.id, now=now)

    for port in (4001, 4002):
        follow_provider(database_address, issuer=f"http://127.0.0.1:{port}")
        with database.reading() as session:
            known = member_of_identity(session, issuer=f"http://127.0.0.1:{port}", subject="prairie-ada")
            assert known is not None
            assert known.id == ada.id
            assert len(identities_of(session, member_id=ada.id)) == 2


def test_a_provider_that_is_not_the_demos_takes_nobody_over(
    database: Database, database_address: str, now: datetime
) -> None:
    with database.unit_of_work() as session:
        person = {"full_name": "A", "role": MemberRole.MEMBER, "password": "p" * 15, "now": now}
        add_member(session, email=ADA.email, **person)
        link_ada(session, now=now)

    follow_provider(database_address, issuer="https://id.example")

    with database.reading() as session:
        assert member_of_identity(session, issuer="https://id.example", subject="prairie-ada") is None
