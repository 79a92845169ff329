"""The graph of reactors: circles are found, and each must name what breaks it."""

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
