"""Small models that tests make: real files in a folder, with random weights or such set by hand."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from index.embedder import Vectors

WORDS = "[PAD] [UNK] [CLS] [SEP] the ferry mill river orchard crosses query passage :".split()
E5_PROMPTS = {"query": "query: ", "document": "passage: "}
# What a multilingual model is asked about: each document in another language.
DOCUMENTS = {
    "ferry.txt": "The ferry\n\nA ticket for the ferry costs 3 crowns.\n",
    "mill.txt": "磨坊\n\n磨坊的博物馆在森林。\n",
    "orchard.txt": "สวนผลไม้\n\nสวนผลไม้ ต้นไม้ แอปเปิล 412\n",
}
# Words that mean the same in English, Chinese, Thai and Vietnamese.
CONCEPTS = (
    "ferry 渡轮 เรือข้ามฟาก phà",
    "ticket 船票 ตั๋ว vé",
    "costs cost 多少钱 ราคา giá",
    "crowns 克朗 คราวน์ curon",
    "mill 磨坊 โรงสี xay cối",
    "founded 创建 ก่อตั้ง lập thành",
    "forest 森林 ป่า rừng",
    "museum 博物馆 พิพิธภัณฑ์ tàng bảo",
    "orchard 果园 สวนผลไม้ vườn",
    "apple apples 苹果 แอปเปิล táo",
    "trees 树木 ต้นไม้ cây",
    "harvest 收获 เก็บเกี่ยว hoạch thu",
)
_LETTERS = (
    "abcdefghijklmnopqrstuvwxyz0123456789.,?！？。，:àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợ"
    "ụủứừửữựỳỵỷỹ"
    + "".join(map(chr, range(0x0E01, 0x0E3B)))
    + "".join(map(chr, range(0x0E40, 0x0E4F)))
    + "的是了在谁什么时候一张有几棵吗于年人语言提问"
)


def word_tokenizer(padding: int = 0) -> Tokenizer:
    """Knows the words of `WORDS`, and no others; the first is its padding, or the second."""
    words = [WORDS[padding], WORDS[1 - padding], *WORDS[2:]]
    vocabulary = {word: n for n, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def byte_tokenizer(texts: Sequence[str]) -> Tokenizer:
    """Spells in bytes, as GPT's does, and has learned the words of some texts; knows no unknown."""
    from tokenizers import trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=1000,
        special_tokens=["[PAD]", "[CLS]", "[SEP]"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(list(texts) * 3, trainer)
    tokenizer.post_processor = processors.Sequence(
        [
            processors.ByteLevel(trim_offsets=False),
            processors.TemplateProcessing(
                single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
            ),
        ]
    )
    return tokenizer


def aligned_tokenizer() -> Tokenizer:
    """Knows the words of `CONCEPTS`, and the letters of their scripts, as XLM-R's does."""
    words = [word for concept in CONCEPTS for word in concept.split()]
    # A space stands before a word of the scripts that have spaces.
    pieces = [f"▁{word}" if word[0] < "\u0e00" or "Ḁ" <= word[0] <= "ỿ" else word for word in words]
    known = [("[PAD]", 0.0), ("[UNK]", 0.0), ("[CLS]", 0.0), ("[SEP]", 0.0), ("▁", -5.0)]
    known += [(piece, -1.0) for piece in pieces]
    known += [(piece, -1.0) for piece in ("▁query", "▁passage")]
    known += [(letter, -9.0) for letter in sorted(set(_LETTERS))]
    tokenizer = Tokenizer(models.Unigram(known, unk_id=1))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer


def aligned_vectors(tokenizer: Tokenizer) -> Vectors:
    """One direction for each concept of `CONCEPTS`, and nothing for any other piece."""
    vectors = np.zeros((tokenizer.get_vocab_size(), 128), np.float32)
    for n, concept in enumerate(CONCEPTS):
        for word in concept.split():
            piece = tokenizer.token_to_id(f"▁{word}")
            vectors[tokenizer.token_to_id(word) if piece is None else piece, n] = 1
    return vectors


def save_raw(folder: Path, tokenizer: Tokenizer, model: object, window: int | None = 32) -> Path:
    """Save a model of transformers with its tokenizer."""
    from transformers import PreTrainedTokenizerFast

    given = {} if window is None else {"model_max_length": window}
    wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # because transformers has none
        tokenizer_object=tokenizer,
        unk_token="[UNK]" if tokenizer.token_to_id("[UNK]") is not None else None,
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        **given,
    )
    wrapped.save_pretrained(folder)
    model.save_pretrained(folder)  # type: ignore[attr-defined]  # because a model comes
    return folder


def save_encoder(
    folder: Path,
    tokenizer: Tokenizer,
    *,
    vectors: Vectors | None = None,
    prompts: Mapping[str, str] | None = None,
    window: int | None = 32,
    kind: str = "bert",
    pooling: str = "mean",
    outlier: float | None = None,
) -> Path:
    """Save a model that embeds: with a random layer, or with the given vectors and none.

    It is a BERT or of another kind; the outlier is one weight of its layer.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import CONFIG_MAPPING, AutoModel, PreTrainedConfig

    torch.manual_seed(0)
    config_of: Callable[..., PreTrainedConfig] = CONFIG_MAPPING[kind]
    config = config_of(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=128,
        num_hidden_layers=1 if vectors is None else 0,
        num_attention_heads=2,
        intermediate_size=128,
        max_position_embeddings=256,
        pad_token_id=tokenizer.token_to_id("[PAD]"),
    )
    model: Any = AutoModel.from_config(config)  # type: ignore[no-untyped-call]  # because transformers has none
    with torch.no_grad():
        if vectors is not None:
            embeddings = model.embeddings
            embeddings.word_embeddings.weight.copy_(torch.from_numpy(vectors))
            embeddings.position_embeddings.weight.zero_()
            embeddings.token_type_embeddings.weight.zero_()
        if outlier is not None:
            # One that nothing comes through, beside others that matter.
            layer = model.encoder.layer[0]
            layer.intermediate.dense.bias[0] = -1000
            layer.output.dense.weight *= 100
            layer.output.dense.weight[:, 0] = outlier
    raw = save_raw(folder.parent / f"{folder.name}-raw", tokenizer, model, window)
    SentenceTransformer(
        modules=[Transformer(str(raw)), Pooling(128, pooling)],
        prompts=dict(prompts or {}),
        device="cpu",
    ).save(str(folder), create_model_card=False)
    return folder


def save_static(folder: Path, tokenizer: Tokenizer, vectors: Vectors) -> Path:
    """Save a model without attention: the mean of the vectors of a text's pieces."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    module = StaticEmbedding(tokenizer, embedding_weights=vectors)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    return folder


def save_cross_encoder(
    folder: Path, wanted: str | None = "orchard", *, labels: int = 1, window: int | None = 32
) -> Path:
    """Save a cross-encoder that scores by how much of what it reads is the wanted word.

    Its one layer attends to all pieces alike. Without a wanted word all scores are equal.
    """
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    size = len(WORDS)
    config = BertConfig(
        vocab_size=size,
        hidden_size=size + size % 2,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=4,
        max_position_embeddings=64,
    )
    config.num_labels = labels
    model = BertForSequenceClassification(config)
    unit = torch.eye(config.hidden_size)
    layer = "bert.encoder.layer.0.attention"
    with torch.no_grad():
        weights = dict(model.named_parameters())
        for name, weight in weights.items():
            if "LayerNorm" not in name:
                weight.zero_()
        weights["bert.embeddings.word_embeddings.weight"].copy_(unit[:size])
        weights[f"{layer}.self.value.weight"].copy_(unit)
        weights[f"{layer}.output.dense.weight"].copy_(unit)
        weights["bert.pooler.dense.weight"].copy_(unit / 10)
        if wanted is not None:
            weights["classifier.weight"][0, WORDS.index(wanted)] = 1
    return save_raw(folder, word_tokenizer(), model, window)
