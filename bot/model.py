"""The models that the settings name; each is loaded when it is first needed."""

from typing import TYPE_CHECKING

from config.settings import Settings
from index.models.engines import Wanted
from index.models.model import Role, find_model
from index.models.transformer import TransformerEmbedder

if TYPE_CHECKING:
    from index.reranker import Reranker


def make_embedder(settings: Settings) -> TransformerEmbedder:
    """The embedding model that the settings name; nothing is loaded yet."""
    graphs, wanted = settings.home / "engines", Wanted(settings.model.engine)
    return TransformerEmbedder(settings.model.name, graphs, wanted)


def make_reranker(settings: Settings) -> "Reranker | None":
    """The cross-encoder that the settings name, if any; it is found, and nothing is loaded yet.

    Raises:
        ModelUnusable: there is no such model.
    """
    name = settings.model.reranker
    if name is None:
        return None
    from index.models.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(find_model(name, Role.RERANKER))
