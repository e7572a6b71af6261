"""What the environment may say, and what a process refuses to start with."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from smarthub_dash.settings import Settings
from tests.support.processes import PROJECT

KEY = "k" * 32
SAFE = {"mode": "production", "public_url": "https://portal.example", "secret_key": KEY}
MAKE_A_KEY = "import sys; from smarthub_dash.settings import Settings; print(Settings(data=sys.argv[1]).secret_keys[0])"


@pytest.mark.parametrize(
    "unsafe",
    [{"secret_key": ""}, {"secret_key": "k" * 31}, {"public_url": "http://portal.example"}, {"public_url": ""}],
)
def test_a_production_refuses_to_start_without_its_key_or_https(unsafe: dict[str, str]) -> None:
    Settings.model_validate(SAFE)

    with pytest.raises(ValidationError, match="production needs"):
        Settings.model_validate({**SAFE, **unsafe})


def test_a_production_never_makes_a_key_of_its_own(tmp_path: Path) -> None:
    assert Settings.model_validate({**SAFE, "data": tmp_path}).secret_keys == (KEY,)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "unsafe",
    [
        {"processor_key": "sk_demo_1"},
        {"processor_key": "sk_test_1"},
        {"processor_url": "http://127.0.0.1:9000"},
        {"processor_message_secret": ""},
    ],
)
def test_a_production_refuses_play_money(unsafe: dict[str, str]) -> None:
    paying = {**SAFE, "processor_key": "sk_live_1", "processor_message_secret": "whsec_1"}
    Settings.model_validate(paying)

    with pytest.raises(ValidationError, match="production needs"):
        Settings.model_validate({**paying, **unsafe})


def test_plain_http_is_for_loopback(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="loopback"):
        Settings.model_validate({"public_url": "http://portal.example"})


def test_the_newest_key_comes_first_and_older_ones_follow() -> None:
    told = Settings.model_validate({**SAFE, "old_secret_keys": f" {'a' * 32}  {'b' * 32} "})

    assert told.secret_keys == (KEY, "a" * 32, "b" * 32)


def test_a_demo_makes_its_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"

    first, second = (Settings.model_validate({"data": folder}).secret_keys for _ in range(2))

    assert first == second
    assert len(first[0]) >= 32
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == ["secret.key"]


def test_processes_that_start_at_the_same_time_have_one_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE_A_KEY, str(tmp_path / "data")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) for _ in range(4)]

    keys = {process.communicate(timeout=60)[0].strip() for process in started}

    assert len(keys) == 1
    assert len(keys.pop()) >= 32


def test_no_secret_is_written_where_settings_are_shown() -> None:
    assert KEY not in repr(Settings.model_validate(SAFE))
