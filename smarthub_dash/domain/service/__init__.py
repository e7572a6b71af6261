"""What members ask for and report, and what becomes of it."""
