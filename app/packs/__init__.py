"""The regulations as TOML files, and the one door through which they are read."""
