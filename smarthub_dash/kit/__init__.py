"""The kit: money, periods, clock, database, secrets. It knows no utility."""
