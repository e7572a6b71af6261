"""Meters, interval reads and their rollups."""
