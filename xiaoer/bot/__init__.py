"""The bot: understands a buyer's turn, decides from evidence, speaks under the conversation's fence."""
