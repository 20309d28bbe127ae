"""The kinds of models that we build graphs for: all are BERT's, with other names for its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_PADDING = "pad_token_id"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind calls its settings and its weights, and where it counts from.

    Args:
        settings: its names of settings, by BERT's.
        weights: parts of names of weights and what BERT calls them, to be put in its place in turn.
        padding: the setting that holds the number of its padding, or that number, where positions
            are counted from behind it.
        buckets: how many distances between two tokens it tells apart in attention; 0: none.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    weights: tuple[tuple[str, str], ...] = ()
    padding: str | int | None = None
    buckets: int = 0

    def setting(self, name: str) -> str:
        """What it calls a setting of BERT's."""
        return self.settings.get(name, name)

    def weight(self, name: str) -> str:
        """What BERT calls a weight of its."""
        for own, berts in self.weights:
            name = name.replace(own, berts)
        return name


KINDS = {
    "bert": Kind(),
    "roberta": Kind(padding=_PADDING),
    "xlm-roberta": Kind(padding=_PADDING),
    "camembert": Kind(padding=_PADDING),
    "mpnet": Kind(
        weights=(
            (".attention.attn.q.", ".attention.self.query."),
            (".attention.attn.k.", ".attention.self.key."),
            (".attention.attn.v.", ".attention.self.value."),
            (".attention.attn.o.", ".attention.output.dense."),
            (".attention.LayerNorm.", ".attention.output.LayerNorm."),
        ),
        padding=1,
        buckets=32,
    ),
    "distilbert": Kind(
        settings={
            "num_hidden_layers": "n_layers",
            "num_attention_heads": "n_heads",
            "hidden_size": "dim",
            "hidden_act": "activation",
        },
        weights=(
            ("transformer.layer.", "encoder.layer."),
            (".attention.q_lin.", ".attention.self.query."),
            (".attention.k_lin.", ".attention.self.key."),
            (".attention.v_lin.", ".attention.self.value."),
            (".attention.out_lin.", ".attention.output.dense."),
            (".sa_layer_norm.", ".attention.output.LayerNorm."),
            (".ffn.lin1.", ".intermediate.dense."),
            (".ffn.lin2.", ".output.dense."),
            (".output_layer_norm.", ".output.LayerNorm."),
        ),
    ),
}
