"""The records, their vocabulary and the snapshot that every analysis reads."""

from graph_service.domain import records as records  # declares every kind, whatever is imported first
from graph_service.domain import service_records as service_records
