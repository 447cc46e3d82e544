"""What the product costs, measured beside the fastest plain way of doing the same."""
