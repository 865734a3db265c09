"""Bad and hostile files, made by scripts, each with what is right to come of it."""
