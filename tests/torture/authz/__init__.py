"""Every door, everybody, and everything that is not theirs: does anything of it come out?

Two agencies are settled in a real database. Each free text of the one is marked with a canary, a
word that occurs nowhere else. Then people of the other agency, nobody at all, terminals and those
colleagues whom the rules shut out ask every door of the real server, over sockets, for the marked
things. No canary and no id may come back, and the answer about a thing of others must be, byte for
byte, the answer about a thing that never was.
"""
