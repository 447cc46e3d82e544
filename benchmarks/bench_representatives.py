"""Representatives on graphs of every shape, beside greedy and a published heuristic: seconds, sizes, gaps."""
