"""odopkit."""
