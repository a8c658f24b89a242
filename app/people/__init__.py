"""Units, people, roles, sign-in sessions."""
