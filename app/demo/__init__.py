"""The demonstration agency: people, devices and clips that look like a working office."""
