"""Rate schedules and the engine that prices with them: pure, exact, the only source of dollars."""
