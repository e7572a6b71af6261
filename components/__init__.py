"""How it looks: components of the portal."""
