"""Statements, charges and the ledger."""
