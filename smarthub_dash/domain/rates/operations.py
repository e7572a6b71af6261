"""Writes of rate schedules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from smarthub_dash.domain.rates.records import PublishedRate
from smarthub_dash.domain.rates.rules.fields import RefusedSchedule
from smarthub_dash.domain.rates.rules.parsing import parse_schedule


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication changed: versions that are new, and versions that were there already."""

    new: tuple[str, ...]
    same: tuple[str, ...]


def publish_schedules(session: Session, *, schedules: Mapping[str, str], now: datetime) -> Publication:
    """
    Publish the schedules of files: their TOML by file name. A version that is there already is left as it is.

    :raises RefusedSchedule: if a file has a mistake, or would change a version that was published: bills were made
        with it, so a new price is a new version
    """
    new, same = [], []
    for file_name, body in sorted(schedules.items()):
        schedule = parse_schedule(body, file_name=file_name)
        name = f"{schedule.code} of {schedule.valid_from}"
        known = session.get(PublishedRate, (schedule.code, schedule.valid_from))
        if known is None:
            session.add(
                PublishedRate(
                    rate_code=schedule.code,
                    valid_from=schedule.valid_from,
                    valid_to=schedule.valid_to,
                    title=schedule.title,
                    is_illustrative=schedule.is_illustrative,
                    body=body,
                    published_at=now,
                )
            )
            session.flush()
            new.append(name)
        elif known.body == body:
            same.append(name)
        else:
            raise RefusedSchedule(f"{file_name}: valid_from: {name} was published before with other words")
    return Publication(tuple(new), tuple(same))
