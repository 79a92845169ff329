"""The graph of reactors: circles are found, and each must name what breaks it."""

from importlib import import_module
from pkgutil import walk_packages

from tools.lint.reactors import Listener, circles, endless


def listener(name: str, hears: str, tells: str, breaker: str = "") -> Listener:
    return Listener(name, frozenset(hears.split()), frozenset(tells.split()), breaker)


def test_a_chain_is_no_circle() -> None:
    chain = [listener("a", "heard", "said"), listener("b", "said", "counted")]
    assert circles(chain) == []


def test_a_reactor_that_hears_itself_is_a_circle() -> None:
    assert circles([listener("a", "said", "said")]) == [("a",)]


def test_every_circle_is_found_once() -> None:
    reactors = [
        listener("notice", "risk case", "said"),
        listener("inspection", "said", "case"),
        listener("parcels", "said", "risk"),
    ]
    assert circles(reactors) == [("inspection", "notice"), ("notice", "parcels")]


def test_a_circle_is_endless_until_one_of_it_names_a_breaker() -> None:
    notice = listener("notice", "risk", "said")
    parcels = listener("parcels", "said", "risk")
    assert endless([notice, parcels]) == [("notice", "parcels")]
    broken = listener("notice", "risk", "said", breaker="one notice for each (parcel, risk)")
    assert endless([broken, parcels]) == []


def declared_listeners() -> list[Listener]:
    """Return everything in the house that declares what it hears and tells."""
    found = {}
    for module in iter_modules_below("xiaoer"):
        for kind in vars(import_module(module)).values():
            hears, tells = getattr(kind, "hears", None), getattr(kind, "tells", None)
            if isinstance(kind, type) and isinstance(hears, frozenset) and isinstance(tells, frozenset):
                name = f"{kind.__module__}.{kind.__qualname__}"
                found[name] = Listener(
                    name,
                    frozenset(fact.__name__ for fact in hears),
                    frozenset(fact.__name__ for fact in tells),
                    getattr(kind, "breaker", ""),
                )
    return list(found.values())


def iter_modules_below(package: str) -> list[str]:
    return [
        module.name
        for module in walk_packages(import_module(package).__path__, f"{package}.")
        if not module.ispkg and module.name.split(".")[2:3] in (["reactors"], ["answering"])
    ]


def test_every_circle_of_the_house_names_its_breaker() -> None:
    listeners = declared_listeners()
    assert len(listeners) >= 3
    assert endless(listeners) == [], "give one of them `breaker`: the natural key that ends the circle"
