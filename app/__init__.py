"""Liuhen (留痕): evidence keeping for records of administrative law enforcement.

Six floors, imports only downwards: ground, policy, records, tools, subjects, doors.
"""

__version__ = "0.1.0"
