"""Imports on both databases: whole or not at all, twice changes nothing, resumed after a kill."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.base.clock import StillClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, ConversationId, Ids, JobId, OrderId, ShopId, UlidIds, WaybillId
from xiaoer.buyers.service import Buyers
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.jobs.model import Job
from xiaoer.infra.jobs.runner import JobRunner
from xiaoer.infra.jobs.service import Jobs, open_jobs
from xiaoer.knowledge.service import Knowledge
from xiaoer.logistics.service import Parcels
from xiaoer.onboarding.intake import Intake
from xiaoer.onboarding.jobs import TakeIn
from xiaoer.onboarding.model import Import, ImportState
from xiaoer.onboarding.service import TAKE_IN, Imports
from xiaoer.orders.model import OrderState
from xiaoer.orders.service import Orders

FIXTURES = Path(__file__).parents[1] / "fixtures" / "exports"
SHOP = ShopId("shp_1")
SCOPE = frozenset({SHOP})
ORDER = OrderId("2145678901230000117")


class JobList(Jobs):
    """Remembers jobs in memory, once per kind and key."""

    def __init__(self, ids: Ids) -> None:
        super().__init__(ids)
        self.jobs: dict[tuple[str, str], Job] = {}

    def put(
        self,
        unit: Unit,
        kind: str,
        key: str,
        shop: ShopId,
        payload: Mapping[str, str | int],
        due_ms: int = 0,
        conversation: ConversationId | None = None,
    ) -> bool:
        job = Job(JobId(key), kind, key, shop, conversation, dict(payload), due_ms or unit.now_ms, 1, 1)
        return self.jobs.setdefault((kind, key), job) is job

    def cancel(self, unit: Unit, kind: str, key: str) -> bool:
        assert unit.now_ms > 0
        return self.jobs.pop((kind, key), None) is not None


class Counter:
    """A database with the rooms that an import needs."""

    def __init__(self, database: Database, ids: UlidIds, folder: Path, jobs: Jobs | None = None) -> None:
        self.database = database
        self.jobs = JobList(ids)
        self.orders = Orders(ids, self.jobs)
        self.parcels = Parcels(self.orders)
        self.knowledge = Knowledge()
        self.buyers = Buyers()
        self.imports = Imports(ids, jobs or self.jobs, self.knowledge, self.buyers, self.orders, self.parcels)
        self.intake = Intake(folder, EXPORT_FORMATS)
        self.handler = TakeIn(database, self.imports, self.intake)

    def preview(self, *names: str, **texts: str) -> Import:
        contents = [(name, (FIXTURES / name).read_bytes()) for name in names]
        contents += [(f"{name}.csv", text.encode()) for name, text in texts.items()]
        files = [self.intake.keep(name, data) for name, data in contents]
        taken = self.intake.take(files, SHOP, {})
        return self.database.write_now(
            lambda unit: self.imports.preview(unit, SHOP, None, files, taken), SCOPE
        )

    def run(self, import_: Import, *, skip_bad: bool = False) -> Import:
        return self.database.write_now(
            lambda unit: self.imports.run(unit, SHOP, import_.id, skip_bad=skip_bad), SCOPE
        )

    def get(self, import_: Import) -> Import:
        return self.database.read_now(lambda unit: self.imports.get(unit, SHOP, import_.id), SCOPE)

    def prepare(self, job: Job) -> Callable[[Unit], None]:
        return asyncio.run(self.handler.handle(job))

    def work(self, at_most: int = 1_000) -> int:
        """Do the jobs that are there, oldest first; return how many were done."""
        done = 0
        while self.jobs.jobs and done < at_most:
            key = next(iter(self.jobs.jobs))
            self.database.write_now(self.prepare(self.jobs.jobs.pop(key)), SCOPE)
            done += 1
        return done

    def take_in(self, *names: str, skip_bad: bool = False, **texts: str) -> Import:
        import_ = self.run(self.preview(*names, **texts), skip_bad=skip_bad)
        self.work()
        return self.get(import_)

    def order_state(self, order: OrderId = ORDER) -> OrderState | None:
        found = self.database.read_now(lambda unit: self.orders.find(unit, SHOP, order), SCOPE)
        return found.state if found else None

    def order_count(self) -> int:
        return len(self.database.read_now(lambda unit: self.orders.page(unit, SHOP, limit=10_000), SCOPE))


@pytest.fixture
def counter(database: Database, ids: UlidIds, tmp_path: Path) -> Counter:
    return Counter(database, ids, tmp_path / "imports")


def many_orders(count: int) -> str:
    """Return an ordinary orders file with `count` orders."""
    lines = [f"N-{number:05d},u-{number % 7},已付款,10.00,2026-11-01 10:00:00" for number in range(count)]
    return "\n".join(["order_id,buyer_id,state,total,created_at", *lines])


def test_a_file_set_is_previewed_then_recorded_with_counts(counter: Counter) -> None:
    import_ = counter.preview("qianniu_orders.csv", "qianniu_items.csv")
    assert import_.state is ImportState.PREVIEWED
    assert import_.format == "qianniu"
    assert import_.total == 9
    assert counter.order_count() == 0
    counter.run(import_)
    counter.work()
    done = counter.get(import_)
    assert (done.state, done.done, done.total) == (ImportState.DONE, 9, 9)
    assert done.tally.recorded == {"orders": 5, "parcels": 4}
    assert counter.order_state() is OrderState.PAID
    merged = counter.database.read_now(
        lambda unit: counter.parcels.get(unit, SHOP, WaybillId("SF1390001122334")), SCOPE
    )
    assert [parcel.order for parcel in merged] == ["2145678901230000333", "2145678901230000441"]


def test_everything_in_a_json_document_is_recorded(counter: Counter) -> None:
    done = counter.take_in("plain_shop.json", "plain_products.csv", "plain_faq.csv")
    assert done.tally.recorded == {"products": 2, "faqs": 2, "buyers": 1, "orders": 1, "parcels": 1}
    buyer = counter.database.read_now(lambda unit: counter.buyers.get(unit, SHOP, BuyerId("u-1")), SCOPE)
    assert buyer.name == "王小明"


def test_doing_it_twice_changes_nothing_and_says_so(counter: Counter) -> None:
    names = ("qianniu_orders.csv", "qianniu_items.csv", "plain_products.csv", "plain_shop.json")
    first = counter.take_in(*names)
    again = counter.take_in(*names)
    assert again.id != first.id
    assert again.tally.unchanged == first.tally.recorded
    assert (again.tally.recorded, again.tally.advanced, again.tally.stale) == ({}, {}, {})


def test_a_newer_export_advances_and_an_older_one_takes_nothing_back(counter: Counter) -> None:
    counter.take_in("qianniu_orders.csv", "qianniu_items.csv")
    newer = counter.take_in("qianniu_orders_newer.csv")
    assert newer.tally.advanced == {"orders": 1}
    assert counter.order_state() is OrderState.SHIPPED
    older = counter.take_in("qianniu_orders.csv", "qianniu_items.csv")
    assert older.tally.stale == {"orders": 1}
    assert counter.order_state() is OrderState.SHIPPED
    kept = counter.database.read_now(lambda unit: counter.orders.get(unit, SHOP, ORDER), SCOPE)
    assert kept.items[0].product == "AF-5L"


def test_one_bad_row_refuses_the_whole_set(counter: Counter) -> None:
    refused = counter.take_in("qianniu_orders_damaged.csv")
    assert refused.state is ImportState.FAILED
    assert counter.order_count() == 0
    assert [(problem.line, problem.column, problem.code) for problem in refused.problems] == [
        (2, "订单编号", "damaged_identifier"),
        (3, "订单编号", "damaged_identifier"),
    ]
    assert not counter.jobs.jobs


def test_a_refused_set_may_be_run_again_with_skip_bad(counter: Counter) -> None:
    refused = counter.run(counter.preview("qianniu_orders_damaged.csv"))
    assert refused.state is ImportState.FAILED
    running = counter.run(refused, skip_bad=True)
    assert running.state is ImportState.RUNNING
    counter.work()
    done = counter.get(running)
    assert done.state is ImportState.DONE
    assert done.tally.recorded == {"orders": 1}
    assert done.problem_count == 2
    assert done.problems[0].reason.startswith("编号被表格软件改成了科学计数")


def test_an_order_with_one_bad_item_is_left_out_whole(counter: Counter) -> None:
    orders = "order_id,buyer_id,state,total\nA-1,u,已付款,30\nA-2,u,已付款,5"
    items = "order_id,product_id,quantity,price\nA-1,P-1,1,10\nA-1,P-2,很多,10\nA-2,P-3,1,5"
    done = counter.take_in(orders=orders, items=items, skip_bad=True)
    assert done.state is ImportState.DONE
    assert counter.order_state(OrderId("A-1")) is None
    assert counter.order_state(OrderId("A-2")) is OrderState.PAID
    assert [(problem.file, problem.line, problem.column) for problem in done.problems] == [
        ("items.csv", 3, "quantity")
    ]


def test_nothing_good_is_refused_even_with_skip_bad(counter: Counter) -> None:
    refused = counter.take_in(text="你好,世界\n1,2", skip_bad=True)
    assert refused.state is ImportState.FAILED
    assert refused.problems[0].code == "unknown_table"


def test_a_large_set_goes_in_by_chunks_and_ends_whole(counter: Counter) -> None:
    import_ = counter.run(counter.preview(many=many_orders(1_100)))
    assert counter.work(at_most=1) == 1
    assert counter.get(import_).done == 500
    assert counter.order_count() == 500
    counter.work()
    assert counter.get(import_).state is ImportState.DONE
    assert counter.order_count() == 1_100


def test_it_goes_on_after_a_killed_worker(
    counter: Counter, database: Database, ids: UlidIds, tmp_path: Path
) -> None:
    import_ = counter.run(counter.preview(many=many_orders(1_100)))
    counter.work(at_most=1)
    # The second chunk is read but its unit never commits; another worker with nothing in memory begins.
    lost = next(iter(counter.jobs.jobs.values()))
    counter.prepare(lost)
    after = Counter(database, ids, tmp_path / "imports")
    after.jobs.jobs = dict(counter.jobs.jobs)
    after.work()
    done = after.get(import_)
    assert (done.state, done.done) == (ImportState.DONE, 1_100)
    assert done.tally.recorded == {"orders": 1_100}


def test_the_runner_of_jobs_carries_it_through(
    database: Database, ids: UlidIds, still_clock: StillClock, tmp_path: Path
) -> None:
    counter = Counter(database, ids, tmp_path / "imports", Jobs(ids))

    async def everything() -> None:
        database.attach(asyncio.get_running_loop())
        runner = JobRunner(database, {TAKE_IN: counter.handler.handle}, still_clock)
        running = asyncio.create_task(runner.run())
        await runner.idle()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    import_ = counter.run(counter.preview(many=many_orders(1_100)))
    asyncio.run(everything())
    done = counter.get(import_)
    assert (done.state, done.tally.recorded) == (ImportState.DONE, {"orders": 1_100})
    assert database.read_now(open_jobs, EVERY_SHOP) == 0


def test_a_chunk_delivered_twice_is_recorded_once(counter: Counter) -> None:
    import_ = counter.run(counter.preview(many=many_orders(600)))
    job = next(iter(counter.jobs.jobs.values()))
    for _ in range(2):
        counter.database.write_now(counter.prepare(job), SCOPE)
    assert counter.get(import_).tally.recorded == {"orders": 500}
    taken = counter.intake.take(import_.files, SHOP, {})
    counter.database.write_now(lambda unit: counter.imports.step(unit, SHOP, import_.id, 0, taken), SCOPE)
    assert counter.get(import_).tally.recorded == {"orders": 500}


def test_the_same_files_are_the_same_import_until_it_has_ended(counter: Counter) -> None:
    first = counter.preview("jingmai.csv")
    assert counter.preview("jingmai.csv").id == first.id
    counter.run(first)
    assert counter.preview("jingmai.csv").id == first.id
    counter.work()
    assert counter.preview("jingmai.csv").id != first.id


def test_running_a_finished_import_changes_nothing(counter: Counter) -> None:
    done = counter.take_in("jingmai.csv")
    assert counter.run(done) == done
    assert not counter.jobs.jobs


def test_cancelled_before_anything_is_recorded(counter: Counter) -> None:
    import_ = counter.run(counter.preview(many=many_orders(600)))
    stopped = counter.database.write_now(lambda unit: counter.imports.cancel(unit, SHOP, import_.id), SCOPE)
    assert stopped.state is ImportState.CANCELLED
    counter.work()
    assert counter.order_count() == 0
    with pytest.raises(XiaoerError, match="has ended"):
        counter.run(stopped)


def test_once_begun_it_ends_whole(counter: Counter) -> None:
    import_ = counter.run(counter.preview(many=many_orders(600)))
    counter.work(at_most=1)
    with pytest.raises(XiaoerError) as caught:
        counter.database.write_now(lambda unit: counter.imports.cancel(unit, SHOP, import_.id), SCOPE)
    assert caught.value.code == "import_begun"


def test_a_lost_upload_ends_the_import_with_a_reason(counter: Counter, tmp_path: Path) -> None:
    import_ = counter.run(counter.preview("jingmai.csv"))
    counter.intake.forget()
    for path in (tmp_path / "imports").iterdir():
        path.unlink()
    counter.work()
    failed = counter.get(import_)
    assert failed.state is ImportState.FAILED
    assert failed.problems[0].code == "import_file_missing"


def test_a_mapping_decides_what_columns_mean(counter: Counter) -> None:
    files = [counter.intake.keep("odd.csv", "甲,乙,丙,丁\nX-1,已付款,12.5,小明".encode())]
    guessed = counter.intake.take(files, SHOP, {})
    assert guessed.problems[0].code == "unknown_table"
    import_ = counter.database.write_now(
        lambda unit: counter.imports.preview(unit, SHOP, None, files, guessed), SCOPE
    )
    mapping = {"甲": "订单号", "乙": "state", "丙": "total", "丁": "buyer_id"}
    taken = counter.intake.take(files, SHOP, mapping)
    running = counter.database.write_now(
        lambda unit: counter.imports.run(
            unit, SHOP, import_.id, skip_bad=False, mapping=mapping, taken=taken
        ),
        SCOPE,
    )
    assert (running.state, running.total, running.mapping) == (ImportState.RUNNING, 1, mapping)


def test_imports_are_listed_newest_first_and_by_shop(counter: Counter, still_clock: StillClock) -> None:
    assert still_clock.now_ms() > 0
    made = [counter.preview("jingmai.csv"), counter.preview("pinduoduo.csv")]
    listed = counter.database.read_now(lambda unit: counter.imports.page(unit, SHOP), SCOPE)
    assert [import_.id for import_ in listed] == [made[1].id, made[0].id]
    other = ShopId("shp_2")
    assert counter.database.read_now(lambda unit: counter.imports.page(unit, other), frozenset({other})) == []
    with pytest.raises(XiaoerError):
        counter.database.read_now(
            lambda unit: counter.imports.get(unit, other, made[0].id), frozenset({other})
        )


def test_a_job_is_put_for_each_chunk(counter: Counter) -> None:
    import_ = counter.run(counter.preview("jingmai.csv"))
    ((kind, _),) = counter.jobs.jobs
    assert kind == TAKE_IN
    assert next(iter(counter.jobs.jobs.values())).payload == {"import": import_.id, "offset": 0}
