"""Which clock, database, sessions and open pages this process runs with."""

from dataclasses import dataclass, field
from functools import lru_cache

from smarthub_dash.gateways.courier import TEXT_STATUS_PATH, Courier, TextCarrier
from smarthub_dash.gateways.courier.smtp import SmtpCourier, mail_server_of
from smarthub_dash.gateways.identity import IdentityProvider
from smarthub_dash.gateways.processor import Processor
from smarthub_dash.gateways.weather import Weather
from smarthub_dash.gateways.weather.station_file import StationFile
from smarthub_dash.journal.hub import Hub
from smarthub_dash.journeys.sign_in import SessionRegister
from smarthub_dash.kit.clock import Clock, SystemClock
from smarthub_dash.kit.database import Database, open_database
from smarthub_dash.kit.put_away import sealer_of
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
    courier: Courier | None = None
    """Without one, notices wait in the outbox."""
    texts: TextCarrier | None = None
    """Without one, nobody can add a number for text messages."""
    identity: IdentityProvider | None = None
    """Where members may sign in as well; None if nowhere."""
    processor: Processor | None = None
    """What moves money; None if nobody can pay here."""
    weather: Weather | None = None
    """What the days were like; None if nobody can tell."""


@lru_cache(maxsize=1)
def wiring() -> Wiring:
    """Return the parts of this process, made at the first call from its settings."""
    told = settings()
    database = open_database(told.database)
    sealer = sealer_of(database, told.secret_keys)
    sessions = SessionRegister(database)
    return Wiring(
        told,
        database,
        SystemClock(),
        sessions,
        sealer,
        courier=_courier(told),
        texts=_texts(told),
        identity=_identity(told),
        processor=_processor(told),
        weather=StationFile(told.weather_file) if told.weather_file else None,
    )


def _courier(told: Settings) -> Courier | None:
    url = told.smtp_url.get_secret_value()
    return SmtpCourier(mail_server_of(url), told.mail_from) if url else None


def _texts(told: Settings) -> TextCarrier | None:
    if not told.texts_account:
        return None
    from smarthub_dash.gateways.courier.twilio import TextAccount, TwilioCarrier  # loaded only where texts are sent

    return TwilioCarrier(
        TextAccount(
            url=told.texts_url,
            sid=told.texts_account,
            token=told.texts_token.get_secret_value(),
            number=told.texts_number,
            status_url=f"{told.public_url}{TEXT_STATUS_PATH}",
        )
    )


def _processor(told: Settings) -> Processor | None:
    key = told.processor_key.get_secret_value()
    if not key:
        return None
    from smarthub_dash.gateways.processor.stripe import stripe_processor  # loaded only where somebody can pay

    secrets = told.processor_message_secret.get_secret_value().split()
    return stripe_processor(url=told.processor_url, key=key, message_secrets=secrets)


def _identity(told: Settings) -> IdentityProvider | None:
    if not told.openid_issuer:
        return None
    from smarthub_dash.gateways.identity.oidc import oidc_provider  # half a second that only its users pay

    return oidc_provider(
        issuer=told.openid_issuer,
        client_id=told.openid_client_id,
        client_secret=told.openid_client_secret.get_secret_value(),
    )
