"""The verbs of the trainer's desk, by what they are about. Each takes the unit of work; none opens one."""

from xiaoer.base.ids import Ids
from xiaoer.bot.service import Bot
from xiaoer.conversations.service import Conversations
from xiaoer.infra.jobs.service import Jobs
from xiaoer.knowledge.service import Knowledge
from xiaoer.training.contests import Contests
from xiaoer.training.drafts import Drafts
from xiaoer.training.ports import Player
from xiaoer.training.questions import Gathered, Questions
from xiaoer.training.readings import READ_FILE, Readings
from xiaoer.training.releases import Releases
from xiaoer.training.reports import Reports
from xiaoer.training.test_runs import PLAY_TESTS, Runs
from xiaoer.training.test_sets import TestSets
from xiaoer.training.trials import TRY_CHATS, Trials

__all__ = ["PLAY_TESTS", "READ_FILE", "TRY_CHATS", "Gathered", "Training"]


class Training:
    """Drafts, what was missed, test sets, releases, trials, reports, contests."""

    def __init__(
        self,
        ids: Ids,
        jobs: Jobs,
        knowledge: Knowledge,
        conversations: Conversations,
        bot: Bot,
        player: Player,
    ) -> None:
        self.releases = Releases(knowledge)
        self.runs = Runs(ids, jobs, knowledge)
        self.tests = TestSets(ids, player, conversations)
        self.drafts = Drafts(knowledge, self.releases, self.runs)
        self.readings = Readings(ids, jobs, self.drafts)
        self.questions = Questions(bot, conversations, knowledge, self.drafts)
        self.trials = Trials(ids, jobs, bot, conversations)
        self.reports = Reports(bot, conversations)
        self.contests = Contests(bot, conversations, knowledge)
        self.knowledge = knowledge
