"""Each step says what is done and leads to what is next."""

from smarthub_dash.journeys.first_steps import FirstSteps
from state.first_steps_view import steps_view

NOTHING = FirstSteps(has_paperless=False, has_passkey=False, has_two_step=False, account_count=1)
ALL = FirstSteps(has_paperless=True, has_passkey=True, has_two_step=True, account_count=3)


def test_whoever_put_the_steps_away_has_none() -> None:
    assert steps_view(None) == []


def test_a_new_member_has_registered_and_is_led_to_the_rest() -> None:
    steps = steps_view(NOTHING)

    assert [step.is_done for step in steps] == [True, False, False]
    assert [step.href for step in steps] == ["/profile", "/billing/paperless", "/profile/security"]
    assert steps[2].sentence.startswith("Your account is on this page")


def test_what_is_switched_on_is_done_and_says_so() -> None:
    steps = steps_view(ALL)

    assert all(step.is_done for step in steps)
    assert steps[1].sentence.startswith("Paperless Billing is on.")
    assert "passkey" in steps[2].sentence


def test_a_second_step_is_as_good_as_a_passkey() -> None:
    found = FirstSteps(has_paperless=False, has_passkey=False, has_two_step=True, account_count=0)

    assert [step.is_done for step in steps_view(found)] == [True, False, True]
