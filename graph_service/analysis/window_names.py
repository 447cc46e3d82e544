"""Which windows of a result readers are shown: the longest, and the next."""

from collections.abc import Mapping


def main_window(windows: Mapping[str, object]) -> str:
    """Return the name of the longest window of a number of days, the one that readers are shown."""
    return max((name for name in windows if name.startswith("days_")), key=lambda name: int(name.removeprefix("days_")))


def short_window(windows: Mapping[str, object]) -> str:
    """Return the name of the longest window of days but one, or the only one."""
    main = main_window(windows)
    return main_window(
        {name: window for name, window in windows.items() if name != main and name.startswith("days_")} or windows
    )
