"""Methods by which a bot gets its updates."""

import json
import re

from bot.emulator.errors import BadRequest, Conflict
from bot.emulator.people import Json
from bot.emulator.request import Request
from bot.emulator.webhook import Webhook, WebhookSettings

_LONGEST_POLL_S = 50
_MOST_UPDATES = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")


async def get_updates(request: Request) -> list[Json]:
    """Hand out updates, waiting for one if asked to."""
    if request.bot.id in request.world.webhooks:
        raise Conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _take_wishes(request)
    limit = request.whole("limit", _MOST_UPDATES)
    return await request.bot.updates.read(
        offset=request.whole("offset"),
        limit=min(max(limit, 1), _MOST_UPDATES),
        timeout_s=min(max(request.whole("timeout"), 0), _LONGEST_POLL_S),
    )


async def set_webhook(request: Request) -> bool:
    """Push updates to an address from now on; an empty one stops that."""
    url = request.text("url").strip()
    if not url:
        return await delete_webhook(request)
    # The real server wants https; a self-hosted one, which this stands for, takes http too.
    if not re.match(r"https?://[^/]+", url):
        raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    secret = request.text("secret_token")
    if not _SECRET.fullmatch(secret):
        raise BadRequest("secret token contains unallowed characters")
    await _close(request)
    _take_wishes(request)
    if request.flag("drop_pending_updates"):
        request.bot.updates.forget_all()
    request.bot.updates.turn_away_reader(Conflict("terminated by setWebhook request"))
    settings = WebhookSettings(
        url=url,
        secret=secret,
        max_connections=min(max(request.whole("max_connections", 40), 1), 100),
        first_pause_s=request.world.webhook_pause_s,
    )
    webhook = Webhook(settings, request.bot.updates, request.world.clock)
    request.world.webhooks[request.bot.id] = webhook
    webhook.open()
    return True


async def delete_webhook(request: Request) -> bool:
    """Stop pushing; what is pending can be polled."""
    await _close(request)
    if request.flag("drop_pending_updates"):
        request.bot.updates.forget_all()
    return True


async def get_webhook_info(request: Request) -> Json:
    """Tell how pushing goes."""
    webhook = request.world.webhooks.get(request.bot.id)
    known = webhook.as_json() if webhook else {"url": ""}
    wanted = request.bot.updates.wanted
    return {
        **known,
        "has_custom_certificate": False,
        "pending_update_count": len(request.bot.updates.waiting()),
        **({"allowed_updates": wanted} if wanted else {}),
    }


def _take_wishes(request: Request) -> None:
    """Remember allowed_updates; a call that does not name them keeps what was said before."""
    kinds = request.params.get("allowed_updates")
    if kinds is None or kinds == "":
        return
    if not isinstance(kinds, list):
        raise BadRequest(f"can't parse allowed_updates: {json.dumps(kinds)}")
    request.bot.updates.want_only([kind for kind in kinds if isinstance(kind, str)])


async def _close(request: Request) -> None:
    webhook = request.world.webhooks.pop(request.bot.id, None)
    if webhook is not None:
        await webhook.close()
