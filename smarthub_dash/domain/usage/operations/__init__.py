"""Writes of usage: imports, their reads and registers, meters and head ends."""
