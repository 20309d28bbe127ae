"""Every text of ours that a person in Telegram reads."""

from bot.small_talk import Talk

HELLO = (
    "Hello! I answer from {documents} in their own words: every answer is an exact quote with its "
    "place in the source, or an honest “not found”.\n\n"
    "Just send me a question. /sources lists what I know, /help says how to ask."
)
HELP = (
    "Send me a question, and I quote the passage that fits best, "
    "with its place in the document.\n\n"
    "In a group: /ask and your question, @{username} and your question, or reply to me. "
    "A bare /ask as a reply asks the message you reply to.\n"
    "In any chat: type @{username} and a question to quote there.\n\n"
    "/sources: the documents I answer from"
)
UNSURE = "I'm not sure this answers you. Closest passage:"
DIFFERING = "2 sources give different figures. Check what each one counts."
NOTHING_PRIVATE = (
    "I couldn't find this in the {documents} I have. "
    "Try other words, or a name or date from the text."
)
NOTHING_GROUP = "Not found in my documents."
NO_DOCUMENTS = "I have no documents yet, so I can't answer. Please ask again later."
TROUBLE = "Something went wrong on my side, and your question was not answered. Please ask again."
ASK_HOW = "Send your question after /ask, or reply to a message with /ask."
WRITE_WORDS = "Please write your question in words."
GREETING = "Hello! Send me a question, and I'll quote the passage that answers it."
THANKS = "You're welcome!"
GOODBYE = "Goodbye! Come back with a question at any time."
ABOUT_ME = "I'm Quoth, a bot. Send me a question, and I'll quote what my documents say about it."
CHATTER = "I'm better at quoting than at chatting. Ask me something that my documents may answer!"
LEAD_IN = "Go ahead! I'll quote the passage that answers your question."
UNKNOWN_COMMAND = "I don't know this command. Just send me a question, or see /help."
ALSO_IN = "Also in: {titles}"
CUT = "[…]"
SOURCES = "I answer from {documents}:"
AND_MORE = "… and {count} more"
CONTEXT = "📖 Context"
BACK = "◀ Back"
DOCUMENT = "📄 Document"
MORE = "More {number}/{count} ▶"
MORE_IN_PRIVATE = "📖 More in private"
IN_CONTEXT = "📖 In context"
COPY = "📋 Copy citation"
GOOD, BAD, DELETE = "👍", "👎", "🗑"
WRONG_PASSAGE = "Wrong passage"
NOT_IN_DOCUMENTS = "Not in the documents"
TO_ADMIN = "Send to an admin"
SHOW_CLOSEST = "Show closest passage"
ASK_ADMIN = "Ask an admin"
THANKS_FOR_VOTE = "Thank you!"
VOTE_TAKEN_BACK = "Vote taken back."
WHAT_WAS_WRONG = "Thank you! What was wrong with it?"
DELETED = "This answer was removed."
TOO_OLD = "This answer is too old. Please ask again."
NOT_FOR_YOU = "This button is not for you."
CHANGED = "The document changed since this answer. Please ask again."
NO_ACCESS = "I may not answer here. Please ask the operator of this bot for access."
PAIRED = "Welcome! You may ask me now. Just send me a question, or see /help."
NO_ACCESS_INLINE = "You have no access. Ask for it"
TOO_MANY = "That's more questions than I can keep up with. Please ask again in a minute."
FOR_ADMIN = "{name} ({id}) asks what I could not answer well:\n{question}"
ADMIN_TOLD = "I passed your question on."
ADMIN_KNOWS = "Your question was passed on already."
ADMIN_AWAY = "No admin can be reached just now."
LINE = "line {line}"
IN_SAME_DOCUMENT = "From the same document:"
IN_OTHER_DOCUMENT = "Not in the same document; found elsewhere:"
PRIVACY_HINT = "I can't see @mentions here. Use /ask or reply to me."
INLINE_HOW = "How to search"
INLINE_NOTHING = "No match. Ask in private"
# Of a question that is repeated on a card: the quote is what the card is for.
_SHOWN_CHARACTERS = 200

SMALL_TALK = {
    Talk.CHATTER: CHATTER,
    Talk.GREETING: GREETING,
    Talk.THANKS: THANKS,
    Talk.GOODBYE: GOODBYE,
    Talk.ABOUT_ME: ABOUT_ME,
    Talk.LEAD_IN: LEAD_IN,
}

COMMANDS = (
    ("ask", "Ask a question: /ask and your words"),
    ("sources", "The documents I answer from"),
    ("help", "How to ask"),
)


def searched_for(question: str) -> str:
    """The question as it was searched for, cut where it is long."""
    is_long = len(question) > _SHOWN_CHARACTERS
    return f"Searched for: {question[:_SHOWN_CHARACTERS]}{'…' if is_long else ''}"


def documents(count: int) -> str:
    """The count with its noun: "1 document"."""
    return f"{count} document" if count == 1 else f"{count} documents"


def passages(count: int) -> str:
    """The count with its noun: "1 passage"."""
    return f"{count} passage" if count == 1 else f"{count} passages"
