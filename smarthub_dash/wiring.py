"""Which clock, database, sessions and open pages this process runs with."""

from dataclasses import dataclass, field
from functools import lru_cache

from smarthub_dash.journal.hub import Hub
from smarthub_dash.journeys.sign_in import SessionRegister
from smarthub_dash.kit.clock import Clock, SystemClock
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.sealing import Sealer
from smarthub_dash.settings import Settings, settings


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts of one process, made once and handed to its doors."""

    settings: Settings
    database: Database
    clock: Clock
    sessions: SessionRegister
    sealer: Sealer
    hub: Hub = field(default_factory=Hub)


@lru_cache(maxsize=1)
def wiring() -> Wiring:
    """Return the parts of this process, made at the first call from its settings."""
    told = settings()
    database = open_database(told.database)
    return Wiring(told, database, SystemClock(), SessionRegister(database), Sealer(told.secret_keys))
