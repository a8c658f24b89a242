"""Recording devices and the tokens of enrolled terminals."""
