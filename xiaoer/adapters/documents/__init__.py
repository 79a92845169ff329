"""Files of shops as documents: ready replies, chat logs, sheets, manuals. The port is training's."""
