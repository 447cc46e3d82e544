"""One served city for tests that change nothing that others look at."""

from collections.abc import Iterator

import httpx
import pytest

from tests.api.serving import City, city_in_memory, service


@pytest.fixture(scope="module")
def city() -> City:
    """The small city in memory."""
    return city_in_memory()


@pytest.fixture(scope="module")
def client(city: City) -> Iterator[httpx.Client]:
    """A client of the service over the small city."""
    with service(city) as found:
        yield found
