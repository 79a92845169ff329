"""Prometheus metrics on a registry of our own, and the few that every HTTP request feeds."""

from collections.abc import Callable, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """Makes metrics named `xiaoer_…` and prints all of them. Labels must have few values: never an id."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = self.counter(
            "http_requests", "HTTP requests by route template.", ("method", "route", "status")
        )
        self.request_seconds = self.timing(
            "http_request_seconds", "How long HTTP requests took.", ("method", "route")
        )

    def counter(self, name: str, meaning: str, labels: Sequence[str] = ()) -> Counter:
        """Return a new counter `xiaoer_{name}_total`; ValueError when the name is taken."""
        return Counter(f"xiaoer_{name}", meaning, labels, registry=self._registry)

    def timing(self, name: str, meaning: str, labels: Sequence[str] = ()) -> Histogram:
        """Return a new histogram of seconds; ValueError when the name is taken."""
        return Histogram(f"xiaoer_{name}", meaning, labels, registry=self._registry, buckets=_SECONDS)

    def gauge(self, name: str, meaning: str, read: Callable[[], float] | None = None) -> Gauge:
        """Return a new gauge; `read`, when given, is asked at every print."""
        gauge = Gauge(f"xiaoer_{name}", meaning, registry=self._registry)
        if read is not None:
            gauge.set_function(read)
        return gauge

    def text(self) -> bytes:
        """Return all metrics in the Prometheus text format 0.0.4."""
        return generate_latest(self._registry)
