"""Reads of payments and of what they are paid with."""
