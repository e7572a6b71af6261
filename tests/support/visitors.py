"""Sign in to a served portal without a browser."""

import httpx

from smarthub_dash.demo.cast import CAST, DEMO_PASSWORD


def email_of(first_name: str) -> str:
    """Return the e-mail address of one of the cast."""
    return next(person.email for person in CAST if person.first_name == first_name)


def cookie_of(url: str, first_name: str) -> str:
    """
    Sign one of the cast in to a demo portal; return the cookie header of the session.

    :raises ValueError: if the portal starts no session
    """
    return cookie_by(url, email_of(first_name), DEMO_PASSWORD)


def cookie_by(url: str, email: str, password: str) -> str:
    """
    Sign a member in; return the cookie header of the session.

    :raises ValueError: if the portal starts no session
    """
    form = {"email": email, "password": password}
    answer = httpx.post(f"{url}/sign-in", data=form, headers={"Origin": url}, timeout=20)
    given = [f"{name}={value}" for name, value in answer.cookies.items()]
    if not given:
        raise ValueError(f"{email} was not signed in: {answer.status_code}")
    return "; ".join(given)
