"""A shop's service policy over HTTP: tried, changed, live at the next turn, gone back with."""

from typing import Any

import httpx

from tests.callers import Agent, words
from tests.servers.house import Served


def shop_of(agent: Agent) -> str:
    return str(agent.get("/me")["shops"][0]["id"])


def ask(agent: Agent, method: str, path: str, **more: Any) -> httpx.Response:
    return agent.http.request(method, f"/api/v1{path}", headers=agent.headers, **more)


def without_invoices() -> dict[str, Any]:
    return {"procedures": {"invoice": {"offered": False}}}


def test_a_change_is_live_at_the_next_turn_and_can_be_gone_back_from(served: Served) -> None:
    async def story() -> None:
        owner = served.agent("owner")
        policy = f"/shops/{shop_of(owner)}/policy"
        before = owner.get(policy)
        visitor = served.visitor()
        await visitor.connect()
        assert "暂不支持" not in words(await visitor.ask("什么状态的订单可以取消"))
        own = {
            **before["own"],
            "procedures": {**before["own"]["procedures"], "cancel": {"offered": False}},
        }
        done = owner.put(policy, own=own, based_on=before["version"])
        assert done["recorded"]
        assert "暂不支持" in words(await visitor.ask("什么状态的订单可以取消"))
        back = f"/shops/{shop_of(owner)}/policy-versions/{before['version']}/roll-back"
        assert ask(owner, "POST", back, json={"based_on": done["version"]}).status_code == 200
        assert "暂不支持" not in words(await visitor.ask("什么状态的订单可以取消"))

    served.play(story())
    acts = [act["act"] for act in served.agent("owner").get("/audit")["items"]]
    assert (acts.count("policy_saved"), acts.count("policy_rolled_back")) == (1, 1)


def test_a_policy_is_tried_refused_and_kept_by_version(served: Served) -> None:
    owner, agent = served.agent("owner"), served.agent("xiaomei")
    shop = shop_of(owner)
    policy = f"/shops/{shop}/policy"
    held = owner.get(policy)
    body = {"own": without_invoices(), "based_on": held["version"]}
    tried = ask(owner, "PUT", policy, params={"dry_run": True}, json=body).json()
    assert tried["recorded"] is False
    wanted = {"procedure": "invoice", "field": "offered", "key": "", "before": True, "after": False}
    assert wanted in tried["differences"]
    assert owner.get(policy) == held
    wrong = {**body, "own": {"procedures": {"invoice": {"states": ["gone"]}}}}
    refused = ask(owner, "PUT", policy, params={"dry_run": True}, json=wrong)
    told = refused.json()
    assert (refused.status_code, told["code"]) == (422, "bad_policy")
    assert (told["path"], told["why"]) == ("procedures.invoice.states[0]", "state")
    assert agent.get(policy)["version"] == held["version"]
    assert ask(agent, "PUT", policy, json=body).status_code == 403
    assert ask(owner, "PUT", policy, json=body).json()["version"] == held["version"] + 1
    other = ask(owner, "PUT", policy, json={"own": {}, "based_on": held["version"]})
    assert (other.status_code, other.json()["code"]) == (409, "policy_changed")
    face = owner.get(policy)
    invoice = next(one for one in face["procedures"] if one["kind"] == "invoice")
    assert (invoice["own"], invoice["held"]["offered"], invoice["default"]["offered"]) == (True, False, True)
    versions = owner.get(f"{policy}-versions", limit=1)
    assert [(one["version"], one["undid"]) for one in versions["items"]] == [(face["version"], None)]
    assert owner.get(f"{policy}-versions", cursor=versions["next_cursor"])["items"][0]["version"] == 1
    older = owner.get(f"{policy}-versions/{held['version']}")
    assert older["own"] == held["own"]
    assert {**wanted, "before": False, "after": True} in older["differences"]
    assert ask(owner, "GET", f"{policy}-versions/99").status_code == 404
