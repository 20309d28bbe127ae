"""Every text of ours that everybody in Telegram reads, in English; `bot.speech` says it.

What has letters goes into the catalogues: after a change, `make texts` and translate what is new.
"""

from typing import NamedTuple

from bot.small_talk import Talk


class Plural(NamedTuple):
    """A text with a count, for one and for many."""

    one: str
    many: str


DOCUMENTS = Plural("{count} document", "{count} documents")
PASSAGES = Plural("{count} passage", "{count} passages")

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
    "/sources: the documents I answer from\n"
    "/language: the language I speak"
)
UNSURE = "I'm not sure this answers you. Closest passage:"
DIFFERING = "2 sources give different figures. Check what each one counts."
NOTHING_PRIVATE = (
    "I couldn't find this in the {documents} I have. "
    "Try other words, or a name or date from the text."
)
NOTHING_GROUP = "Not found in my documents."
NO_DOCUMENTS = "I have no documents yet, so I can't answer. Please ask again later."
BUSY = (
    "I'm busy just now and can't look anything up. "
    "Your question is kept and will be answered; or try again in a minute."
)
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
LATE = "You asked this a while ago; I could not answer any sooner."
FOR_ADMIN = "{name} ({id}) asks what I could not answer well:\n{question}"
ADMIN_TOLD = "I passed your question on."
ADMIN_KNOWS = "Your question was passed on already."
ADMIN_AWAY = "No admin can be reached just now."
PRIVACY = (
    "I keep your questions, my answers to them and your votes for {days} days, so that the buttons "
    "work and the operator sees what the documents lack; then they are erased. With them I keep "
    "your Telegram id and that of the chat. What is said in a group without asking me is not kept, "
    "and no other service gets your questions. Your settings stay until you erase them; access "
    "that a code gave you, until the operator takes it back.\n\n"
    "/forget erases your questions, answers, votes and settings at once."
)
FORGET_SURE = (
    "This erases your questions, my answers to them, your votes and your settings, and the buttons "
    "under those answers stop working. It can't be undone. To go on, send /forget yes"
)
FORGOTTEN = "Done. I have erased what I kept about you."
FORGET_UNKNOWN = "You write anonymously here, so I can't tell who you are. Send me this in private."
GAPS_CLOSED = (
    "The documents changed: {answered} of {count} unanswered questions are answered now. "
    "/gaps lists the rest."
)
GAPS = "Asked without an answer, {count} in all:"
GAP = "• {count}× {question} (last {date})"
NO_GAPS = "No question is waiting for an answer."
STATS_QUESTIONS = (
    "{count} questions in {days} days: {found} answered, {unsure} unsure, {nothing} not found."
)
STATS_VOTES = "Votes: {good} good, {bad} bad."
STATS_INLINE = "Inline: {searches} searches, {posted} quotes posted."
STATS_TIME = "Half of the answers took up to {half_ms} ms, 95 % up to {most_ms} ms."
STATS_GAPS = "Most asked without an answer:"
CHART_TITLE = "Questions a day"
CHART_FOUND, CHART_UNSURE, CHART_NOTHING = "answered", "unsure", "nothing found"
COLLECTIONS = "Collections:"
COLLECTION = "• {name}: {documents}, for all who may ask"
COLLECTION_RESTRICTED = "• {name}: {documents}, only for {ids}"
TOP_FOLDER = "(not in a sub-folder)"
ADMINS_ONLY = "admins"
BIND_HOW = (
    "To bind a chat or topic: /bind CHAT COLLECTION, such as /bind -1001234567890 reports, with a "
    "topic /bind -1001234567890/12 reports. Several collections with commas between them; "
    "“all” takes it back."
)
BINDINGS = "Chats I know and what they are answered from:"
BINDING = "• {place} ({title}): {collections}"
NO_CHATS = "I am in no group yet."
ALL_COLLECTIONS = "all collections"
SAME_AS_CHAT = "as its chat"
NOW_BOUND = "{place} is answered from these alone: {collections}."
UNBOUND = "{place} is not bound any more."
BIND_UNKNOWN = "There is no collection “{name}”. /collections lists them."
BIND_RESTRICTED = (
    "“{name}” is restricted, and {chat_id} is not among those that may see it. "
    "Add the id to QUOTH_ACCESS__RESTRICTED first."
)
RELOADED = "Version {version} is in use now: {documents}, {passages}."
NOTHING_TO_RELOAD = "Version {version} is the newest: {documents}, {passages}."
RELOAD_REFUSED = "The newest version can't be used, so version {version} goes on: {reason}"
LINE = "line {line}"
LINES = "lines {first}-{last}"
PAGE = "page {number}"
PAGES = "pages {first}-{last}"
SLIDE = "slide {number}"
SLIDES = "slides {first}-{last}"
ROW = "row {number}"
ROWS = "rows {first}-{last}"
PARAGRAPH = "paragraph {number}"
PARAGRAPHS = "paragraphs {first}-{last}"
CHARACTERS = "chars {start}-{end}"
SEARCHED_FOR = "Searched for: {question}"
CANNOT_COMPARE = (
    "I can't compare a question in {language} with my documents. Please ask in their language."
)
CANNOT_COMPARE_ASK_IN = (
    "I can't compare a question in {language} with my documents. Please ask in {languages}."
)
EITHER = "{one} or {other}"
THIS_LANGUAGE = "this language"
CHOOSE_LANGUAGE = "Which language shall I speak? Quotes stay as they are in the documents."
LANGUAGE_CHOSEN = "I speak {language} with you from now on."
LANGUAGE_CHOSEN_GROUP = "I speak {language} in this group from now on."
LANGUAGE_UNKNOWN = "I don't speak that language. Choose one of these:"
LANGUAGE_BY_ADMINS = "Only this group's admins can change the language here."
IN_SAME_DOCUMENT = "From the same document:"
IN_OTHER_DOCUMENT = "Not in the same document; found elsewhere:"
PRIVACY_HINT = "I can't see @mentions here. Use /ask or reply to me."
AUTO_HOW = (
    "/auto on: I answer messages that end in a question mark when my documents answer them, and "
    "am silent else. /auto off: I answer only when I am asked. In a topic it holds for the topic."
)
AUTO_ON = "I answer questions here when my documents do, and am silent else."
AUTO_OFF = "I answer here only when I am asked."
AUTO_DEAF = (
    "It is on, but I can't see the messages here: privacy mode has to be off. The owner of this "
    "bot turns it off with /setprivacy at @BotFather and adds me to this group anew, or an admin "
    "of this group makes me an admin."
)
AUTO_ADMINS_ONLY = "Only an admin of this group can set that, and not anonymously."
INLINE_HOW = "How to search"
INLINE_NOTHING = "No match. Ask in private"
INLINE_BUSY = "Busy just now. Try again"

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
    ("language", "The language I speak"),
    ("help", "How to ask"),
    ("privacy", "What I keep about you, and how to erase it"),
)

# Shown to the admins of groups.
GROUP_ADMIN_COMMANDS = (("auto", "Answer questions unasked: /auto on or /auto off"),)

# Shown in the private chats of admins.
ADMIN_COMMANDS = (
    ("gaps", "Questions without an answer"),
    ("stats", "Questions, votes and times of the last 30 days"),
    ("collections", "The collections and who may see them"),
    ("bind", "Answer a chat or topic from some collections only"),
    ("add", "Add a text: reply to it with /add; files are just sent"),
    ("remove", "Remove an added document: /remove and words of its title"),
    ("reload", "Take up a new version of the library now"),
)

# The languages that documents and questions may be in.
LANGUAGE_NAMES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "km": "Khmer",
    "ko": "Korean",
    "lo": "Lao",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "ta": "Tamil",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
