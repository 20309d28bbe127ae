"""An open playground over the small corpus, and the page of one visitor."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import make_application
from bot.chats.memory import Chats
from bot.inbox.inbox import Inbox
from bot.playground.app import Playground, Rules
from bot.playground.documents import Desk
from bot.playground.serve import access_by
from bot.playground.stage import Stage
from bot.running import running
from bot.web.metrics import Metrics
from bot.web.routes import routes
from bot.wiring import make_desk, make_librarian
from config.settings import Settings
from index.embedder import HashingEmbedder
from index.stored.database import IN_MEMORY
from tests.playground.house import RULES, House, Page, settings_over


@pytest.fixture
def rules() -> Rules:
    """What visitors may do, unless a test says otherwise."""
    return RULES


@pytest.fixture
def settings(tmp_path: Path, folder: Path) -> Settings:
    """Settings over the small corpus, with its library built."""
    return settings_over(folder, tmp_path / "var")


@pytest.fixture
def desk(settings: Settings) -> Desk:
    """Where documents are added."""
    return make_desk(settings, HashingEmbedder())


@pytest.fixture
async def house(settings: Settings, desk: Desk, rules: Rules) -> AsyncIterator[House]:
    """An open playground, and the bot behind it at work."""
    stage, metrics, chats = Stage(), Metrics(), Chats(IN_MEMORY)
    librarian = make_librarian(settings, HashingEmbedder(), metrics.observe)
    inbox = Inbox(None)
    bot = make_application(stage.server(), librarian, chats, access_by(rules), inbox)
    playground = Playground(stage, librarian, chats, desk, rules)
    web = playground.application(routes(metrics, lambda: None))
    async with running(bot, librarian, chats):
        yield House(web, stage, librarian, chats, metrics, playground)
    librarian.close()
    chats.close()
    inbox.close()


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    """The page of one visitor."""
    page = Page(house.application)
    async with page.http:
        yield page
