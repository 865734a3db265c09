"""Timings of odopkit against the obvious alternatives, on one core, in one process each."""
