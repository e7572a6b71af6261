"""Rate schedules and the engine that prices usage."""
