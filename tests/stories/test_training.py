"""A buyer asks what nobody has written down, the trainer answers it once, and the next buyer is answered."""

from typing import Any

from tests.callers import Agent, words
from tests.houses import sample
from tests.servers.house import Served

SHOP = sample().demo.shop.id
ASKED, AGAIN = "你们店的吉祥物叫什么名字", "请问你们店吉祥物叫什么名字呀"
ANSWER = "小主，我们的吉祥物叫团团，是一只小熊"


def test_answered_once_is_answered_for_everybody(served: Served) -> None:
    async def story() -> None:
        trainer = served.agent("trainer")
        first = served.visitor()
        await first.connect()
        for _ in range(2):  # asked back once, then again or to a person
            assert ANSWER not in words(await first.ask(ASKED))
        served.quiet()
        group = _only_group(trainer)
        assert (group["question"], group["state"]) == (ASKED, "open")
        answered = trainer.post(f"/training/unanswered/{SHOP}/{group['id']}/answer", answer=ANSWER)
        assert (answered["group"]["state"], answered["release"]) == ("answered", 1)
        next_one = served.visitor()
        await next_one.connect()
        assert ANSWER in words(await next_one.ask(AGAIN))
        _takes_it_back(trainer)
        third = served.visitor()
        await third.connect()
        assert ANSWER not in words(await third.ask(AGAIN))

    served.play(story())


def _only_group(trainer: Agent) -> dict[str, Any]:
    gathered = trainer.post(f"/training/unanswered/{SHOP}/gather")
    assert gathered["missed"] > 0
    assert gathered["more"] is False
    [group] = trainer.get("/training/unanswered", shop_id=SHOP)["items"]
    return dict(group)


def _takes_it_back(trainer: Agent) -> None:
    undone = trainer.post(f"/training/releases/{SHOP}/1/roll-back")
    assert undone["release"]["undoes"] == 1
    assert undone["release"]["changes"][0]["after"] is None


def test_a_file_a_run_and_a_trial_are_done_by_jobs(served: Served) -> None:
    async def story() -> None:
        trainer = served.agent("trainer")
        rows = "标题,短语\n吉祥物名字,吉祥物叫团团是一只小熊\n".encode()
        answer = trainer.http.post(
            "/api/v1/training/readings",
            headers=trainer.headers,
            data={"shop_id": SHOP},
            files={"file": ("短语.csv", rows, "text/csv")},
        )
        assert answer.status_code == 201, answer.text
        served.quiet()
        reading = trainer.get(f"/training/readings/{SHOP}/{answer.json()['id']}")
        assert (reading["state"], reading["drafts"]) == ("done", 1)
        [draft] = trainer.get("/training/drafts", shop_id=SHOP)["items"]
        assert draft["source"]["place"] == "第2行"
        _run_with(trainer, served, draft["id"])
        _trial(trainer, served)

    served.play(story())


def _run_with(trainer: Agent, served: Served, draft: str) -> None:
    made = trainer.post(f"/training/test-sets/{SHOP}", name="店铺")
    lines = '{"id": "q1", "say": "吉祥物名字是什么", "any": ["团团"]}'
    trainer.post(f"/training/test-sets/{SHOP}/{made['id']}/tests", lines=lines)
    begun = trainer.post(f"/training/test-sets/{SHOP}/{made['id']}/runs", draft_ids=[draft])
    served.quiet()
    run = trainer.get(f"/training/runs/{SHOP}/{begun['id']}")
    assert (run["state"], run["mended"], run["broken"], run["outdated"]) == ("done", 1, 0, False), run


def _trial(trainer: Agent, served: Served) -> None:
    begun = trainer.post(f"/training/trials/{SHOP}", from_at="2025-04-01", until_at="2025-04-04")
    served.quiet()
    trial = trainer.get(f"/training/trials/{SHOP}/{begun['id']}")
    assert (trial["state"], trial["turns"]) == ("done", 0)
