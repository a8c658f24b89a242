"""Commands for people and for the machines that run the product."""
