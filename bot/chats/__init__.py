"""What the bot remembers about its chats: answers behind buttons, votes, settings, gaps."""
