"""调阅: asking for records, approving, watching in place, handing out copies, the register."""
