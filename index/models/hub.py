"""Models of the model hub: taken from its cache on this machine, or downloaded once."""

from pathlib import Path

from index.errors import ModelUnusable

# What a model is made of: weights, settings, vocabularies. No pickles, no code.
MODEL_SUFFIXES = (".safetensors", ".json", ".txt", ".model")
# The same weights in the formats of other engines.
_OTHER_ENGINES = ["onnx/*", "openvino/*"]


def fetch(repository: str, setting: str, *, may_download: bool) -> Path:
    """The folder that holds the files of a model of the hub.

    What is in the cache is used as it is: nothing is asked of the hub again, so that the same
    files go on serving when it has newer ones, and without a network.

    Args:
        repository: owner and name.
        setting: the setting that named it.
        may_download: whether to ask the hub for what the cache does not hold.

    Raises:
        ModelUnusable: it is not in the cache, and cannot or may not be downloaded.
    """
    from huggingface_hub import (
        errors,
        snapshot_download,  # 0.2 s: only for models of the hub
    )

    def get(*, local_files_only: bool) -> Path:
        found = snapshot_download(
            repository,
            allow_patterns=[f"*{suffix}" for suffix in MODEL_SUFFIXES],
            ignore_patterns=_OTHER_ENGINES,
            local_files_only=local_files_only,
        )
        return Path(found)

    remedy = f"Set {setting} to a folder that holds a model, or leave it out"
    try:
        return get(local_files_only=True)
    except errors.HFValidationError as error:
        raise ModelUnusable(
            f"{repository} is neither a folder nor a name on the model hub. {remedy}"
        ) from error
    except errors.LocalEntryNotFoundError as error:
        if not may_download:
            raise ModelUnusable(
                f"The model {repository} is not on this machine yet. The first command that needs "
                f"it downloads it; without a network, set {setting} to a folder"
            ) from error
    try:
        return get(local_files_only=False)
    except errors.RepositoryNotFoundError as error:
        raise ModelUnusable(
            f"There is no folder {repository}, and no model of that name on the hub is open to "
            f"you. {remedy}"
        ) from error
    except (
        OSError,
        ValueError,
        errors.HTTPError,  # type: ignore[attr-defined]  # because it is another package's
    ) as error:
        raise ModelUnusable(
            f"The model {repository} is not on this machine and cannot be downloaded now. "
            f"Try again with a network. {remedy}"
        ) from error
