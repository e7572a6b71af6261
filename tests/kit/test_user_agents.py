"""Browsers and systems as their owners call them."""

import pytest

from smarthub_dash.kit.user_agents import UNKNOWN, device_words, system_words

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/142.0 Safari/537.36", "Chrome on Linux"),
        (f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {WEBKIT} Chrome/142.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/19.0 Safari/605.1.15", "Safari on Mac"),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} Version/19.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) {WEBKIT} CriOS/142 Safari/604", "Chrome on iPhone"),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/142 Safari/537.36", "Chrome on Chromebook"),
        ("curl/8.9", UNKNOWN),
        ("", UNKNOWN),
        ("<script>Windows</script>", "Windows"),
    ],
)
def test_a_device_is_called_by_its_browser_and_system(user_agent: str, words: str) -> None:
    assert device_words(user_agent) == words


def test_what_a_device_holds_is_first_called_by_its_system() -> None:
    assert system_words("Mozilla/5.0 (iPad; CPU OS 19_0)") == "iPad"
    assert system_words("") == "This device"
