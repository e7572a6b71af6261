"""The registry of open pages finds exactly the tabs that a change concerns, whatever was opened and closed before."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.journal.hub import Hub, Tab
from smarthub_dash.journal.tail import News

ACCOUNTS = [UUID(int=number) for number in range(1, 6)]
MEMBERS = [UUID(int=number) for number in range(101, 104)]
NOON = datetime(2026, 11, 20, 18, tzinfo=UTC)
SESSIONS = ["session-a", "session-b", "session-c"]

tabs = st.builds(
    Tab,
    token=st.sampled_from([f"token-{number}" for number in range(8)]),
    session_hash=st.sampled_from(SESSIONS),
    member_id=st.sampled_from(MEMBERS),
    page=st.just("home"),
    account_ids=st.frozensets(st.sampled_from(ACCOUNTS)),
    opened_at=st.just(NOON),
    scope=st.none(),
)
news_of_any_kind = st.builds(
    News,
    topics=st.dictionaries(st.sampled_from(ACCOUNTS), st.just(frozenset({"usage"}))),
    member_ids=st.frozensets(st.sampled_from(MEMBERS)),
    session_hashes=st.frozensets(st.sampled_from(SESSIONS)),
)
acts = st.lists(st.one_of(tabs, tabs.map(lambda tab: tab.token)))


def after(done: list[Tab | str]) -> tuple[Hub, dict[str, Tab]]:
    """Return a hub in which tabs were opened (a tab) and closed (a token), and what it should hold."""
    hub, expected = Hub(), dict[str, Tab]()
    for act in done:
        if isinstance(act, Tab):
            hub.open(act)
            expected[act.token] = act
        else:
            hub.close(act)
            expected.pop(act, None)
    return hub, expected


@given(acts, news_of_any_kind)
def test_news_concerns_the_tabs_that_show_its_accounts_or_belong_to_its_members(
    done: list[Tab | str], news: News
) -> None:
    hub, expected = after(done)

    found = hub.concerned_by(news)

    naive = {
        token
        for token, tab in expected.items()
        if tab.account_ids & news.account_ids or tab.member_id in news.member_ids
    }
    assert {tab.token for tab in found} == naive
    assert len(found) == len(naive)
    assert len(hub) == len(expected)


@given(acts, st.frozensets(st.sampled_from(SESSIONS)))
def test_a_session_holds_its_own_tabs_and_no_others(done: list[Tab | str], ended: frozenset[str]) -> None:
    hub, expected = after(done)

    assert {tab.token for tab in hub.held_by(ended)} == {
        token for token, tab in expected.items() if tab.session_hash in ended
    }


@given(acts)
def test_a_gap_concerns_everyone(done: list[Tab | str]) -> None:
    hub, expected = after(done)

    assert set(hub.concerned_by(News(is_gap=True))) == set(expected.values())


@given(acts, st.frozensets(st.sampled_from([f"token-{number}" for number in range(8)])))
def test_tabs_whose_sockets_are_gone_are_forgotten_with_all_their_keys(
    done: list[Tab | str], connected: frozenset[str]
) -> None:
    hub, expected = after(done)

    hub.keep_only(connected)

    assert {tab.token for tab in hub} == expected.keys() & connected
    hub.keep_only([])
    assert hub._by_key == {}


def test_a_tab_that_moves_to_another_page_is_no_longer_woken_for_the_first() -> None:
    hub = Hub()
    hub.open(Tab("token", "session", MEMBERS[0], "home", frozenset(ACCOUNTS), NOON, None))
    hub.open(Tab("token", "session", MEMBERS[0], "frame", frozenset(), NOON, None))

    assert hub.concerned_by(News({ACCOUNTS[0]: frozenset({"usage"})})) == ()
