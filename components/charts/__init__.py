"""Charts: values in, drawings out; they know no state."""
