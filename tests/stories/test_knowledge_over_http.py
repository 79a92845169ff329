"""Knowledge over HTTP: written, found by pages, refused in one clear error, in and out as files."""

import io
from typing import Any

import httpx
import pytest

from tests.callers import Agent
from tests.servers.house import Served
from xiaoer.infra.sheets.writing import csv_file


def shop_of(agent: Agent) -> str:
    return str(agent.get("/me")["shops"][0]["id"])


def ask(agent: Agent, method: str, path: str, **more: Any) -> httpx.Response:
    return agent.http.request(method, f"/api/v1{path}", headers=agent.headers, **more)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json().get("code", ""))


def test_an_entry_is_written_once_and_refused_clearly(served: Served) -> None:
    owner, agent = served.agent("owner"), served.agent("xiaomei")
    faqs = f"/shops/{shop_of(owner)}/faqs"
    body = {"question": "周末能送吗", "answer": "能送。", "similar": ["周六送货吗", "周六送货吗"]}
    assert owner.put(f"{faqs}/weekend", **body)["similar"] == ["周六送货吗"]
    assert owner.put(f"{faqs}/weekend", **body)["standing"] == "live"
    acts = [act["act"] for act in owner.get("/audit")["items"]]
    assert acts.count("faq_saved") == 1
    assert code(ask(owner, "PUT", f"{faqs}/other", json=body)) == (409, "faq_duplicate")
    empty = {**body, "question": "夜里能送吗", "answer": " "}
    assert code(ask(owner, "PUT", f"{faqs}/other", json=empty)) == (422, "answer_empty")
    window = {"from_at": "2026-05-02T10:00:00+08:00", "until_at": "2026-05-02T02:00:00Z"}
    backwards = {**body, "question": "夜里能送吗", "conditions": window}
    assert code(ask(owner, "PUT", f"{faqs}/other", json=backwards)) == (422, "window_backwards")
    assert code(ask(agent, "PUT", f"{faqs}/other", json=body)) == (403, "permission_missing")
    assert agent.get(f"{faqs}/weekend")["answer"] == "能送。"
    assert ask(owner, "DELETE", f"{faqs}/weekend").status_code == 204
    assert code(ask(owner, "DELETE", f"{faqs}/weekend")) == (404, "faq_not_found")


def test_lists_come_in_pages_that_hold_everything_once(served: Served) -> None:
    owner = served.agent("owner")
    shop = shop_of(owner)
    for number in range(5):
        owner.put(f"/shops/{shop}/keyword-rules/r{number}", any_of=[f"词{number}"], answer="好")
        owner.put(f"/shops/{shop}/notices/n{number}", title=f"公告{number}", text="好")
    for path in ("faqs", "intents", "keyword-rules", "notices"):
        whole = owner.get(f"/shops/{shop}/{path}", limit=200)["items"]
        seen, cursor = [], None
        for _ in range(40):
            asked = {"limit": 3 if len(whole) < 100 else 50, **({"cursor": cursor} if cursor else {})}
            page = owner.get(f"/shops/{shop}/{path}", **asked)
            seen += page["items"]
            cursor = page["next_cursor"]
            if cursor is None or len(seen) >= 200:
                break
        assert [one["id"] for one in seen][: len(whole)] == [one["id"] for one in whole], path
        assert len({one["id"] for one in seen}) == len(seen), path


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_that_leaves_comes_back_by_the_ordinary_import(served: Served, kind: str) -> None:
    owner = served.agent("owner")
    shop = shop_of(owner)
    owner.put(
        f"/shops/{shop}/faqs/123456789012345678",
        question="能开专票吗",
        answer="能，一行\n两行",
        similar=["专票"],
    )
    table = ask(owner, "GET", f"/shops/{shop}/faq-export", params={"kind": kind})
    assert table.status_code == 200
    before = owner.get(f"/shops/{shop}/faqs", limit=200)["items"]
    files = [("files", (f"faq.{kind}", io.BytesIO(table.content)))]
    taken = ask(owner, "POST", "/imports", data={"shop_id": shop}, files=files).json()
    assert taken["problem_count"] == 0
    assert ask(owner, "POST", f"/imports/{taken['id']}/run", json={}).is_success
    served.quiet()
    report = owner.get(f"/imports/{taken['id']}")["report"]
    assert sum(report["recorded"].values()) + sum(report["unchanged"].values()) == len(before)
    after = owner.get(f"/shops/{shop}/faqs", limit=200)["items"]
    spoken = ("id", "question", "answer", "similar", "product_id")
    assert [[one[name] for name in spoken] for one in after] == [
        [one[name] for name in spoken] for one in before
    ]


def test_json_comes_back_with_everything_and_changes_nothing(served: Served) -> None:
    owner = served.agent("owner")
    shop = shop_of(owner)
    limits = {"regions": ["新疆"], "until_at": "2026-05-02T02:00:00.000Z"}
    owner.put(
        f"/shops/{shop}/faqs/f", question="新疆发吗", answer="发", variants=["可以发"], conditions=limits
    )
    kept = ask(owner, "GET", f"/shops/{shop}/faq-export").json()
    mine = next(one for one in kept["items"] if one["id"] == "f")
    assert mine["conditions"]["regions"] == ["新疆"]
    other = {"question": "西藏发吗", "answer": "发"}
    taken = owner.post(f"/shops/{shop}/faq-import", items=[mine, other])
    assert taken["recorded"] <= 2
    assert owner.post(f"/shops/{shop}/faq-import", items=[mine, other]) == {"recorded": 0, "unchanged": 2}
    broken = [{"question": "海南发吗", "answer": "发"}, {"question": "云南发吗", "answer": ""}]
    assert code(ask(owner, "POST", f"/shops/{shop}/faq-import", json={"items": broken})) == (
        422,
        "answer_empty",
    )
    assert owner.get(f"/shops/{shop}/faqs", q="海南发吗")["items"] == []


def test_an_own_intent_stands_above_the_general_one(served: Served) -> None:
    owner = served.agent("owner")
    shop = shop_of(owner)
    intents = f"/shops/{shop}/intents"
    general = owner.get(intents, limit=1)["items"][0]
    assert (general["own"], general["general"]) == (False, True)
    body = {name: general[name] for name in ("scenario", "stage", "title", "wish", "answer")}
    saved = owner.put(f"{intents}/{general['id']}", **body, phrasings=["独有说法甲"])
    assert (saved["own"], saved["general"]) == (True, True)
    assert [one["id"] for one in owner.get(intents, q="独有说法甲")["items"]] == [general["id"]]
    assert [one["id"] for one in owner.get(intents, own=True)["items"]] == [general["id"]]
    file = owner.get(f"/shops/{shop}/intent-export")
    every = sum(one["intents"] for one in owner.get(f"/shops/{shop}/intent-scenarios")["items"])
    assert len(file["items"]) == every
    again = owner.post(f"/shops/{shop}/intent-import", items=file["items"][:50])
    assert again["recorded"] == 0
    assert ask(owner, "DELETE", f"{intents}/{general['id']}").status_code == 204
    assert owner.get(intents, limit=1)["items"][0] == general


def test_a_preview_says_what_would_be_caught_masked_and_keeps_nothing(served: Served) -> None:
    async def story() -> None:
        visitor = served.visitor()
        await visitor.connect()
        await visitor.ask("仓库进水了吗，我电话13812345678")
        await visitor.ask("在吗")
        owner = served.agent("owner")
        shop = shop_of(owner)
        found = owner.post(f"/shops/{shop}/keyword-rule-preview", any_of=["仓库 进水"])
        assert (found["fit"], found["seen"]) == (1, 2)
        assert "13812345678" not in found["examples"][0]
        assert "仓库进水" in found["examples"][0]
        assert owner.get(f"/shops/{shop}/keyword-rules")["items"] == []
        assert "fit" in owner.post(f"/shops/{shop}/keyword-rule-preview", any_of=[])

    served.play(story())


def test_what_a_program_would_take_for_a_formula_is_text() -> None:
    assert "'=1+1" in csv_file([["=1+1", "-5", "+好"]]).decode("utf-8-sig")
    assert csv_file([["-5"]]).decode("utf-8-sig").strip() == "-5"
