"""What a graph needs to know of a model, read from the settings that it was saved with."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import NoGraph
from index.models.kinds import KINDS, Kind

_ACTIVATIONS = {"gelu": "BiasGelu", "gelu_new": "FastGelu", "gelu_pytorch_tanh": "FastGelu"}
_POOLINGS = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
}


@dataclass(frozen=True, slots=True)
class Encoder:
    """The form of a model: sizes, and how texts get in and vectors out.

    Args:
        folder: of its weights and its tokenizer.
        kind: what it calls them.
        layers: how many.
        heads: of attention, in each layer.
        width: of its vectors.
        epsilon: of its normalisations.
        activation: the operator of onnxruntime that does it.
        first_position: the row of the table of positions that the first token gets.
        window: how many tokens of a text it reads.
        pooling: how the vectors of tokens become one: "mean", "cls" or "max".
        prompts: that it was saved with, by their names.
    """

    folder: Path
    kind: Kind
    layers: int
    heads: int
    width: int
    epsilon: float
    activation: str
    first_position: int
    window: int
    pooling: str
    prompts: dict[str, str | None]


def read_encoder(folder: Path) -> Encoder:
    """Read the settings of a model that sentence-transformers saved.

    Raises:
        NoGraph: it is of a kind that we build no graph for.
    """
    own, pooling = _modules(folder)
    config = _read(own / "config.json")
    kind = KINDS.get(config.get("model_type", ""))
    if kind is None:
        raise NoGraph(f"it is of the kind {config.get('model_type')}")
    if config.get("is_decoder") or config.get("position_embedding_type", "absolute") != "absolute":
        raise NoGraph("it is a decoder, or has positions of another kind")
    activation = config.get(kind.setting("hidden_act"), "gelu")
    if activation not in _ACTIVATIONS:
        raise NoGraph(f"its activation is {activation}")
    if not (own / "model.safetensors").is_file() or not (own / "tokenizer.json").is_file():
        raise NoGraph("it has not all its weights in model.safetensors, or no tokenizer.json")
    said = _read(own / "sentence_bert_config.json")
    if said.get("do_lower_case"):
        raise NoGraph("its texts are put in lower case before its tokenizer")
    first = _first_position(kind, config)
    positions = int(config["max_position_embeddings"])
    tokenizer = _read(own / "tokenizer_config.json")
    window = said.get("max_seq_length") or tokenizer.get("model_max_length") or positions
    return Encoder(
        folder=own,
        kind=kind,
        layers=int(config[kind.setting("num_hidden_layers")]),
        heads=int(config[kind.setting("num_attention_heads")]),
        width=int(config[kind.setting("hidden_size")]),
        epsilon=float(config.get("layer_norm_eps", 1e-12)),
        activation=_ACTIVATIONS[activation],
        first_position=first,
        window=int(min(window, positions - first)),
        pooling=pooling,
        prompts=dict(_read(folder / "config_sentence_transformers.json").get("prompts") or {}),
    )


def _first_position(kind: Kind, config: dict[str, Any]) -> int:
    """Some kinds begin to count after the number of their padding."""
    if kind.padding is None:
        return 0
    return 1 + int(kind.padding if isinstance(kind.padding, int) else config.get(kind.padding, 1))


def _modules(folder: Path) -> tuple[Path, str]:
    """The folder of a model's transformer, and how its tokens are pooled."""
    path = folder / "modules.json"
    if not path.is_file():
        return folder, "mean"  # as sentence-transformers takes it
    modules = [(str(m["type"]).rpartition(".")[2], folder / m["path"]) for m in _read(path)]
    if [name for name, _ in modules][:2] != ["Transformer", "Pooling"]:
        raise NoGraph("it does not begin with a transformer and a pooling")
    for name, _ in modules[2:]:
        if name != "Normalize":
            raise NoGraph(f"it ends in a module {name}")
    (_, own), (_, pooling) = modules[:2]
    return own, _pooling(_read(pooling / "config.json"))


def _pooling(config: dict[str, Any]) -> str:
    if config.get("include_prompt") is False:
        raise NoGraph("its prompts are left out of its vectors")
    named = config.get("pooling_mode")
    modes = [key for key, value in config.items() if key.startswith("pooling_mode_") and value]
    found = named if modes == [] else _POOLINGS.get(modes[0]) if len(modes) == 1 else None
    if found not in _POOLINGS.values():
        raise NoGraph(f"its pooling is {named or ', '.join(modes)}")
    return str(found)


def _read(path: Path) -> Any:
    """A settings file of a model; empty where there is none."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise NoGraph(f"its {path.name} cannot be read") from error
