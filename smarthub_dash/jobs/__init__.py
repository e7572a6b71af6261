"""The door of time: what runs by the schedule."""
