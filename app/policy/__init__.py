"""The rules, as pure functions over small frozen facts: no I/O, no clock, no chance."""
