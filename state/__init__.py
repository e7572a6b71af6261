"""The browser door: Reflex states and the guard in front of them."""
