"""What an attacker, a careless operator or a dying machine does, and that it is boring."""
