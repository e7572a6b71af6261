"""
What a browser calls itself, in words that its owner knows.

Only for the eye: anyone can send any name, and nothing is decided by it.
"""

import re

# In this order: each of the later names is also part of what some earlier browser sends.
BROWSERS = (
    (re.compile(r"\bEdg(?:e|A|iOS)?/"), "Edge"),
    (re.compile(r"\b(?:OPR|Opera)/"), "Opera"),
    (re.compile(r"\bSamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\bDuckDuckGo/"), "DuckDuckGo"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(?:HeadlessChrome|Chrome|CriOS|Chromium)/"), "Chrome"),
    (re.compile(r"\bVersion/[\d.]+ .*\bSafari/"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bCrOS\b"), "Chromebook"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bMac(?:intosh| OS X)\b"), "Mac"),
    (re.compile(r"\bLinux\b|\bX11\b"), "Linux"),
)
UNKNOWN = "A device we do not know"


def device_words(user_agent: str) -> str:
    """Return browser and system as a member says them: "Firefox on Windows"."""
    browser = next((name for pattern, name in BROWSERS if pattern.search(user_agent)), "")
    system = next((name for pattern, name in SYSTEMS if pattern.search(user_agent)), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or UNKNOWN


def system_words(user_agent: str) -> str:
    """Return the system alone, as a name to begin with for what a device holds: "iPhone"."""
    return next((name for pattern, name in SYSTEMS if pattern.search(user_agent)), "This device")
