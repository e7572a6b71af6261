"""Other ways to sign in, on My Profile › Security."""

import reflex as rx


def open_identities_section() -> rx.Component:
    """Return the section of providers that the member may also sign in with."""
    return rx.fragment()
