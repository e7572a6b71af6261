"""`smarthub-dash rates`: a good file is summed up in words, and a mistake names file, key and reason."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from smarthub_dash.cli import main
from smarthub_dash.demo import rates as demo_rates
from smarthub_dash.domain.rates.records import PublishedRate
from smarthub_dash.kit.database import open_database
from smarthub_dash.settings import settings
from tests.support.rates import FLAT, HEAD, SERVICE

DEMO_FILES = Path(demo_rates.__file__).parent
BODY = HEAD.format(valid_from="2026-01-01") + SERVICE + FLAT


@pytest.fixture
def portal_folder(sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder with a migrated database, named by the environment."""
    for name in [name for name in os.environ if name.startswith("SMARTHUB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SMARTHUB_DATA", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def test_a_good_file_is_summed_up_in_words(tmp_path: Path) -> None:
    file = _file(tmp_path, "flat.toml", BODY)

    result = _run("check", str(file))

    assert result.exit_code == 0
    assert f"{file}: TEST, Test: electric service of cec, from 2026-01-01" in result.output
    assert "  Service charge: $30.00 per month\n  Energy: $0.1000 per kWh" in result.output
    assert "1 file checked, no mistake." in result.output


def test_a_mistake_names_file_key_and_reason(tmp_path: Path) -> None:
    good = _file(tmp_path, "good.toml", BODY)
    bad = _file(tmp_path, "bad.toml", BODY.replace('"0.1000"', "0.1000"))

    result = _run("check", str(good), str(bad))

    assert result.exit_code == 1
    assert f"{bad}: energy 1.price: must be a number in quotes" in result.output
    assert "2 files checked, 1 mistake." in result.output


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    result = _run("check", str(DEMO_FILES))

    assert result.exit_code == 0
    assert f"{len(list(DEMO_FILES.glob('*.toml')))} files checked, no mistake." in result.output
    assert _run("check", str(tmp_path)).exit_code == 1


def test_a_file_that_is_no_text_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "binary.toml"
    file.write_bytes(b"\xff\xfe\x00")

    result = _run("check", str(file))

    assert result.exit_code == 1
    assert f"{file}: is not text in UTF-8." in result.output


def test_versions_are_published_once_and_never_changed(portal_folder: Path, sqlite_address: str) -> None:
    file = _file(portal_folder, "flat.toml", BODY)

    first, again = _run("publish", str(file)), _run("publish", str(file))
    file.write_text(BODY.replace("0.1000", "0.2000"))
    changed = _run("publish", str(file))

    assert "Published: TEST of 2026-01-01\n1 new, 0 published before." in first.output
    assert "0 new, 1 published before." in again.output
    assert changed.exit_code == 1
    assert "TEST of 2026-01-01 was published before with other words" in changed.output
    database = open_database(sqlite_address)
    with database.reading() as session:
        assert session.exec(select(PublishedRate.body)).all() == [BODY]
    database.close()


def test_of_files_with_a_mistake_none_is_published(portal_folder: Path) -> None:
    good = _file(portal_folder, "good.toml", BODY)
    bad = _file(portal_folder, "bad.toml", "code = ")

    result = _run("publish", str(good), str(bad))

    assert result.exit_code == 1
    assert "bad.toml: is not TOML" in result.output
    assert "1 new" in _run("publish", str(good)).output


def _file(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(body)
    return path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rates", *arguments])
