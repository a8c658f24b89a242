"""The duty roster (值班、排班): who was on duty, when, in which section.

It says who should have been there. Whose a recording is, the hand-over of the device says; the
roster is only a hint where nobody held the device.
"""
