"""Language models behind the bot's port: any OpenAI-compatible endpoint, and one with prepared answers."""
