"""Figures as they stand in benchmarks/README.md: quantiles, medians with their spread, rows, memory."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

MB = 1 << 20


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def quantiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return p50, p90 and p99."""
    return quantile(values, 0.5), quantile(values, 0.9), quantile(values, 0.99)


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Return the median of some rounds, with the least and the most of them where they differ."""
    if not values:
        return "–"
    shown = [f"{value:,.{digits}f}" for value in (median(values), min(values), max(values))]
    return shown[0] if shown[1] == shown[2] else f"{shown[0]} ({shown[1]}–{shown[2]})"


def row(*cells: object) -> str:
    """Return one row of a markdown table."""
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def head(*titles: str) -> str:
    """Return the first two rows of a markdown table."""
    return f"{row(*titles)}\n|{'---|' * len(titles)}"


def show(lines: Iterable[str]) -> None:
    """Print lines at once: a bench may be long, and may be stopped."""
    for line in lines:
        print(line, flush=True)


def memory_mb(kind: str = "VmRSS") -> float:
    """Return this process's resident memory in MB; of kind VmHWM the most that it has had (`/proc`)."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    raise KeyError(kind)


def folder_mb(folder: Path) -> float:
    """Return the size of the files below a folder in MB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / MB
