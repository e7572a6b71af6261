"""Accounts, service locations, and who may see them."""
