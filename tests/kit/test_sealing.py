"""What is sealed opens for whoever holds the key, now and after the key was changed, and for nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarthub_dash.kit.sealing import SealBroken, Sealer

OLD, NEW = "the key of last year, long enough", "the key of this year, long enough"


@given(st.text(max_size=200))
def test_what_is_sealed_opens_and_is_not_seen_from_outside(text: str) -> None:
    sealed = Sealer([NEW]).seal(text)

    assert Sealer([NEW]).opened(sealed) == text
    assert len(text) < 8 or text not in sealed


def test_a_new_key_opens_what_the_old_one_sealed_as_long_as_both_are_known() -> None:
    sealed = Sealer([OLD]).seal("JBSWY3DP")

    assert Sealer([NEW, OLD]).opened(sealed) == "JBSWY3DP"
    assert Sealer([NEW]).opened(Sealer([NEW, OLD]).sealed_anew(sealed)) == "JBSWY3DP"
    with pytest.raises(SealBroken):
        Sealer([NEW]).opened(sealed)


def test_a_seal_that_was_tampered_with_does_not_open() -> None:
    sealed = Sealer([NEW]).seal("JBSWY3DP")

    with pytest.raises(SealBroken):
        Sealer([NEW]).opened(sealed[:-3] + "AA=")


def test_what_is_derived_differs_by_purpose_subject_and_key() -> None:
    derived = {
        Sealer([key]).derived(purpose, subject) for key in (OLD, NEW) for purpose in "ab" for subject in ("1", "2")
    }

    assert len(derived) == 8
    assert Sealer([NEW, OLD]).derived_by_each("a", "1") == (
        Sealer([NEW]).derived("a", "1"),
        Sealer([OLD]).derived("a", "1"),
    )


@pytest.mark.parametrize("keys", [[], ["short"], [NEW, "short"]])
def test_a_short_key_is_refused(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="32"):
        Sealer(keys)
