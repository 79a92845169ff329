"""Any OpenAI-compatible chat endpoint as the bot's language model.

Source of the format: the `POST {base}/chat/completions` call of OpenAI's API reference, the part of it that
compatible servers (vLLM, llama.cpp, Ollama, One API …) all serve.
"""

from collections.abc import Sequence

import httpx
import msgspec

from xiaoer.bot.model import Prompt
from xiaoer.bot.ports import Completion, ModelFailedError

_LONGEST_ANSWER = 1 << 20  # bytes of a response that is read


class _Said(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Said


class _Usage(msgspec.Struct):
    total_tokens: int = 0


class _Response(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage | None = None


_decode = msgspec.json.Decoder(_Response).decode


class OpenAiCompatible:
    """Asks one model. `base` ends before `/chat/completions`; `timeout_ms` bounds each wait for it."""

    def __init__(
        self,
        base: str,
        name: str,
        key: str,
        timeout_ms: int,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Make the client; `transport` is for tests."""
        self.name = name
        self._url = f"{base.rstrip('/')}/chat/completions"
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(
            timeout=timeout_ms / 1000, headers=headers, transport=transport, follow_redirects=False
        )

    def complete(self, prompts: Sequence[Prompt], most_tokens: int) -> Completion:
        """Return what the model says, at temperature 0; ModelFailedError when it does not say anything."""
        body = {
            "model": self.name,
            "messages": [{"role": prompt.role, "content": prompt.text} for prompt in prompts],
            "max_tokens": most_tokens,
            "temperature": 0,
            "stream": False,
        }
        try:
            response = self._client.post(self._url, json=body)
        except httpx.TimeoutException as error:
            raise ModelFailedError("slow") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelFailedError(type(error).__name__) from error
        if response.status_code != httpx.codes.OK:
            raise ModelFailedError(f"status {response.status_code}")
        if len(response.content) > _LONGEST_ANSWER:
            raise ModelFailedError("too long")
        return _completion(response.content)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _completion(content: bytes) -> Completion:
    try:
        said = _decode(content)
    except msgspec.MsgspecError as error:
        raise ModelFailedError("no chat completion") from error
    text = said.choices[0].message.content if said.choices else None
    if not text:
        raise ModelFailedError("empty")
    return Completion(text, said.usage.total_tokens if said.usage else 0)
