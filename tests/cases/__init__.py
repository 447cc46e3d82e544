"""Cases as real tables hold them, each with the outcome that is right, and others of the same kinds."""
