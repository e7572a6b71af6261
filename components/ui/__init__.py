"""The kit of the eye: plain components that know no state."""
