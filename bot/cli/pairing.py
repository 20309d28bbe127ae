"""`quoth pair`: codes that let persons in, and who came in by one."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.chats.memory import Chats


def pair(
    collection: Annotated[
        str | None,
        typer.Option(help="Also let the person see this restricted collection."),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="List who came in by a code.")] = False,
    revoke: Annotated[
        int | None, typer.Option(help="Take access back from the person with this id.")
    ] = None,
) -> None:
    """Print a one-time code that lets one person ask, or list and revoke such access.

    The person sends it to the bot within 15 minutes: /start CODE.
    """
    from bot.wiring import make_chats
    from config.settings import load_settings

    settings = load_settings()
    chats = make_chats(settings)
    try:
        if show:
            _print_list(chats)
        elif revoke is not None:
            _revoke(chats, revoke)
        else:
            _check(settings.access.pairing, collection, list(settings.access.restricted))
            if settings.access.is_open and collection is None:
                print("Everybody may ask already; codes matter with QUOTH_ACCESS__IS_OPEN=false.")
            _issue(chats, collection)
    finally:
        chats.close()


def _check(takes_codes: bool, collection: str | None, restricted: list[str]) -> None:
    if not takes_codes:
        raise typer.BadParameter("codes are switched off. Set QUOTH_ACCESS__PAIRING=true")
    if collection is not None and collection not in restricted:
        raise typer.BadParameter(
            f"{collection!r} is not restricted, so everybody who may ask sees it. Restrict it with "
            f'QUOTH_ACCESS__RESTRICTED={{"{collection}": []}}',
            param_hint="--collection",
        )


def _issue(chats: "Chats", collection: str | None) -> None:
    from bot.chats.permits import CODE_MINUTES, EVERYTHING

    code = chats.permits.issue(collection or EVERYTHING, chats.now)
    print(f"{code}\nFor one person, {CODE_MINUTES} minutes. They send the bot: /start {code}")


def _print_list(chats: "Chats") -> None:
    from datetime import UTC, datetime

    permits = chats.permits.all()
    for permit in permits:
        date = datetime.fromtimestamp(permit.at, UTC).date()
        print(f"{permit.person_id}\t{permit.collection}\t{date}")
    if not permits:
        print("Nobody came in by a code.")


def _revoke(chats: "Chats", person_id: int) -> None:
    if not chats.permits.revoke(person_id):
        print(f"{person_id} did not come in by a code.")
        raise typer.Exit(1)
    print(f"{person_id} has no access by a code any more.")
