"""The figures of the programme, each with the rows behind it: whom it visited, what they answered, what came of it."""
