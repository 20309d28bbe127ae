"""The one module that touches sentence-transformers: files of a model to the model in memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from safetensors import SafetensorError

from index.errors import ModelUnusable
from index.models.model import ModelFiles

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder as CrossEncoder
    from sentence_transformers import SentenceTransformer as SentenceTransformer


def load_embedding_model(files: ModelFiles) -> "SentenceTransformer":
    """Load a model that embeds texts.

    Raises:
        ModelUnusable: the files are damaged, or no such model.
    """
    with _loading(files):
        from sentence_transformers import SentenceTransformer  # 4 s: only when a text comes

        return SentenceTransformer(
            str(files.folder), device="cpu", local_files_only=True, trust_remote_code=False
        )


def load_cross_encoder(files: ModelFiles) -> "CrossEncoder":
    """Load a model that reads a question and a passage together and gives one score.

    Raises:
        ModelUnusable: the files are damaged, or no such model.
    """
    with _loading(files):
        from sentence_transformers import CrossEncoder  # 4 s: only when a question comes

        model: CrossEncoder = CrossEncoder(
            str(files.folder), device="cpu", local_files_only=True, trust_remote_code=False
        )
    if model.num_labels != 1:
        raise ModelUnusable(
            f"The model {files.name} gives {model.num_labels} scores for a passage, and re-ranking "
            f"needs one. {files.role.remedy}"
        )
    return model


@contextmanager
def one_thread() -> Iterator[None]:
    """A question is too short to share out: on a busy machine threads would wait for each other."""
    import torch  # loaded with the model by now

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def _loading(files: ModelFiles) -> Iterator[None]:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # because transformers has none
    try:
        yield
    # What damaged files raise depends on which one it is, and where it breaks off.
    except (
        AttributeError,
        ImportError,
        KeyError,
        OSError,
        RuntimeError,
        SafetensorError,
        TypeError,
        ValueError,
    ) as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelUnusable(
            f"Cannot load the model {files.name}: {said}. {files.role.remedy}"
        ) from error
