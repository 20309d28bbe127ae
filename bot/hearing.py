"""What a message asks of the bot: a question, small talk, nothing at all."""

from dataclasses import dataclass
from enum import Enum, auto

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

from bot.question_form import ends_as_question
from bot.small_talk import Talk, talk_of, without_talk
from index.answer import Question


class Intent(Enum):
    """What a message that is meant for the bot wants, unless it is small talk."""

    QUESTION = auto()
    NO_WORDS = auto()
    EMPTY_ASK = auto()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that is meant for the bot."""

    intent: Intent | Talk
    question: Question


def hear(message: Message, me: User) -> Heard | None:
    """What a text message asks, or None if the bot is not meant.

    In a private chat everything is meant for the bot; in a group a mention of it or a reply to it.
    Messages of bots, and those that came out of our own inline mode, are nobody's questions.
    """
    text = message.text or message.caption or ""
    if not text or _is_by_bot(message, me):
        return None
    if message.chat.type == ChatType.PRIVATE:
        return _heard(text)
    if message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return None
    mention = _mention(message, me)
    if mention is None and not _is_reply_to(message, me):
        return None
    rest = text if mention is None else text.replace(mention, " ")
    if mention is not None and not Question.of(rest).text:
        return hear_ask(message, me, rest)
    return _heard(rest)


def overhear(message: Message) -> Heard | None:
    """The question that a person asks everybody in a group, by the form of the text."""
    text = message.text or message.caption or ""
    sender, chat = message.from_user, message.sender_chat
    is_person = sender is not None and (not sender.is_bot or chat is not None)
    is_of_channel = chat is not None and chat.id != message.chat_id
    if message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP) or is_of_channel:
        return None
    if not is_person or message.via_bot is not None or not ends_as_question(text):
        return None
    heard = _heard(text)
    return heard if heard.intent is Intent.QUESTION else None


def hear_ask(message: Message, me: User, words: str) -> Heard | None:
    """What `/ask words` asks; without words it asks the message that it replies to."""
    if _is_by_bot(message, me):
        return None
    replied = message.reply_to_message
    if not words.strip() and replied is not None and not _is_topic_start(message):
        words = replied.text or replied.caption or ""
    if not words.strip():
        return Heard(Intent.EMPTY_ASK, Question.of(""))
    return _heard(words)


def topic_of(message: Message) -> int | None:
    """The forum topic that a message stands in, if it stands in one."""
    return message.message_thread_id if message.is_topic_message else None


def person_id_of(message: Message) -> int:
    """Who wrote; an anonymous admin or a channel is the chat that it wrote for."""
    if message.sender_chat is not None:
        return message.sender_chat.id
    return message.from_user.id if message.from_user is not None else message.chat_id


def _heard(text: str) -> Heard:
    talk = talk_of(text)
    if talk is not None:
        return Heard(talk, Question.of(text))
    question = Question.of(without_talk(text))
    return Heard(Intent.QUESTION if question.has_words else Intent.NO_WORDS, question)


def _is_by_bot(message: Message, me: User) -> bool:
    """Whether no person wrote it for us to read: a bot, our inline mode, or a channel's post."""
    if message.is_automatic_forward:
        return True
    sender, via = message.from_user, message.via_bot
    is_anonymous_person = message.sender_chat is not None
    is_bot = sender is not None and sender.is_bot and not is_anonymous_person
    return is_bot or (via is not None and via.id == me.id)


def _mention(message: Message, me: User) -> str | None:
    """The words by which the text mentions the bot, as they are written."""
    wanted = f"@{me.username}".lower()
    for entity, words in _entities(message).items():
        is_by_name = entity.type == MessageEntity.MENTION and words.lower() == wanted
        if is_by_name or (entity.user is not None and entity.user.id == me.id):
            return words
    return None


def _entities(message: Message) -> dict[MessageEntity, str]:
    return message.parse_entities() if message.text else message.parse_caption_entities()


def _is_reply_to(message: Message, me: User) -> bool:
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or _is_topic_start(message):
        return False
    return replied.from_user.id == me.id


def _is_topic_start(message: Message) -> bool:
    """Whether the "reply" is only Telegram's way to say which topic the message is in."""
    replied = message.reply_to_message
    return replied is not None and replied.forum_topic_created is not None
