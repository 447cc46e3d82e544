CASES: list[object] = []
