"""The demo co-op: its cast, its data, its simulated world."""
