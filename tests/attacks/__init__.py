"""What an attacker wants, and does not get: named after the aim."""
