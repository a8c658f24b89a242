"""The demonstration agency: everything it shows is made here, nothing is downloaded."""
