"""The HTTP door: routes, cookies, headers."""
