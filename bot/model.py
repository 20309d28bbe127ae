"""The models that the settings name; each is loaded when it is first needed."""

from typing import TYPE_CHECKING

from config.settings import Settings
from index.models.engines import Wanted
from index.models.model import Role, find_model
from index.models.transformer import TransformerEmbedder

if TYPE_CHECKING:
    from index.ranking.reranker import Reranker


def make_embedder(settings: Settings, *, is_brief: bool = False) -> TransformerEmbedder:
    """The embedding model that the settings name; nothing is loaded yet.

    Args:
        settings: which, and where its graphs are.
        is_brief: whether few texts are embedded: it is ready sooner, and takes longer for each.
    """
    graphs, wanted = settings.home / "engines", Wanted(settings.model.engine)
    return TransformerEmbedder(settings.model.name, graphs, wanted, is_brief=is_brief)


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
