"""A model as one plain file: numpy's zip of arrays with a JSON head; nothing in it is ever executed."""

import io
import zipfile
from dataclasses import asdict
from typing import Any, Final

import msgspec
import numpy as np

from xiaoer.base.errors import invalid
from xiaoer.bot.understanding.engine import Machine, Model, View
from xiaoer.bot.understanding.lexical import Lexical
from xiaoer.bot.understanding.model import Recipe
from xiaoer.bot.understanding.scope import Scope

VERSION: Final = 1


def saved(model: Model) -> bytes:
    """Return the file of a model; the same model gives the same bytes."""
    head = {
        "version": VERSION,
        "labels": model.labels,
        "recipe": asdict(model.recipe),
        "size": model.lexical.size,
        "views": list(model.views),
        "machines": [
            {"views": one.views, "weights": one.scope.weights, "limit": one.scope.limit, "steep": one.steep}
            for one in model.machines
        ],
    }
    arrays: dict[str, Any] = {
        "head": np.frombuffer(msgspec.json.encode(head), np.uint8),
        "rarity": model.lexical.rarity,
        "starts": model.lexical.starts,
        "texts": model.lexical.texts,
        "weights": model.lexical.weights,
    }
    for number, view in enumerate(model.views.values()):
        arrays |= {f"mean{number}": view.mean, f"rows{number}": view.rows}
    for number, one in enumerate(model.machines):
        arrays[f"shares{number}"] = one.shares
    target = io.BytesIO()
    np.savez_compressed(target, allow_pickle=False, **arrays)
    return target.getvalue()


def loaded(content: bytes) -> Model:
    """Return the model of a file; XiaoerError `bad_model` (422) when it is none or of another version."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            head = msgspec.json.decode(arrays["head"].tobytes())
            if head["version"] != VERSION:
                raise invalid("bad_model", f"The model is of version {head['version']}, not {VERSION}.")
            return _model(head, arrays)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise invalid("bad_model", f"Not a model of intents: {error}") from error


def _model(head: dict[str, Any], arrays: Any) -> Model:
    words = Lexical(arrays["rarity"], arrays["starts"], arrays["texts"], arrays["weights"], int(head["size"]))
    views = {
        str(name): View(arrays[f"mean{number}"], arrays[f"rows{number}"])
        for number, name in enumerate(head["views"])
    }
    machines = tuple(
        Machine(
            tuple(one["views"]),
            arrays[f"shares{number}"],
            Scope(tuple(one["weights"]), float(one["limit"])),
            float(one["steep"]),
        )
        for number, one in enumerate(head["machines"])
    )
    return Model(tuple(head["labels"]), Recipe(**head["recipe"]), words, views, machines)
