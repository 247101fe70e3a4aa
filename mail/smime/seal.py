"""Letters sealed for several readers (RFC 5083, RFC 5652), opened by whoever unwraps the key."""

import secrets
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from asn1crypto import algos, cms, core
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

from mail.smime.entity import Form, carried
from office.errors import Refusal
from office.i18n import _
from office.recipients import can_receive, wrap

Unwrap = Callable[[bytes], bytes]
"""From the DER of one RecipientInfo to the content key, wherever the private key lives."""

KEY, NONCE, BLOCK, TAG = 32, 12, 16, 16
CBC = ("aes128_cbc", "aes192_cbc", "aes256_cbc")
GCM = ("aes128_gcm", "aes192_gcm", "aes256_gcm")
PLAIN_SEAL, PROVEN_SEAL = "enveloped_data", "authenticated_enveloped_data"


class Suite(StrEnum):
    """What a letter is sealed with: GCM finds every change, older programs read only CBC."""

    GCM = "authEnveloped-data"
    CBC = "enveloped-data"


class Damaged(Refusal):
    """What was sealed cannot be had again: changed on its way, or the wrong key."""

    code = "damaged-seal"


class NoSeal(Refusal):
    """A reader without a certificate that can receive, or a letter that is not sealed."""

    code = "no-seal"


class _Gcm(core.Sequence):  # type: ignore[misc]  # the library has no types
    """GCMParameters of RFC 5084."""

    _fields: ClassVar[list[Any]] = [
        ("nonce", core.OctetString),
        ("tag_length", core.Integer, {"default": 12}),
    ]


def seal(entity: bytes, readers: Sequence[bytes], *, suite: Suite) -> bytes:
    """The CMS (DER) that each of these certificates opens; name the sender's own among them.

    A reader whose key only signs is refused: nobody gets a letter that he cannot read.
    """
    if not readers or not all(can_receive(one) for one in readers):
        raise NoSeal(
            _("This letter cannot be sealed for everyone: a certificate only signs."),
            fix=_("Take the reader out, or send the letter without a seal."),
        )
    key = secrets.token_bytes(KEY)
    infos = [cms.RecipientInfo.load(wrap(key, one)) for one in dict.fromkeys(readers)]
    made = _with_gcm if suite is Suite.GCM else _with_cbc
    return bytes(made(entity, key, infos).dump())


def recipients(letter: bytes) -> tuple[bytes, ...]:
    """The DER of each RecipientInfo of a sealed letter; none where it is not sealed."""
    try:
        return tuple(one.dump() for one in _sealed(letter)["recipient_infos"])
    except (Refusal, ValueError, TypeError):
        return ()


def unseal(letter: bytes, recipient: bytes, *, unwrap: Unwrap) -> bytes:
    """The entity inside a sealed letter; `recipient` is the one of `recipients` to unwrap."""
    content = _sealed(letter)
    return _opened(content, unwrap(recipient))


def open_with(letter: bytes, key: bytes) -> bytes:
    """The entity inside a sealed letter, with its content key."""
    return _opened(_sealed(letter), key)


def _sealed(letter: bytes) -> Any:
    found = carried(letter)
    try:
        info = cms.ContentInfo.load(found.cms) if found.form is Form.CMS else None
        if info is not None and info["content_type"].native in (PLAIN_SEAL, PROVEN_SEAL):
            return info["content"]
    except (ValueError, TypeError):
        pass
    raise NoSeal(_("This letter is not sealed."))


def _opened(content: Any, key: bytes) -> bytes:
    try:
        if "mac" in content:
            return _from_gcm(content, key)
        return _from_cbc(content["encrypted_content_info"], key)
    except (ValueError, TypeError, KeyError, InvalidTag) as error:
        raise Damaged(_("This letter was changed on its way, or is damaged.")) from error


def _from_gcm(content: Any, key: bytes) -> bytes:
    inner = content["auth_encrypted_content_info"]
    algorithm = inner["content_encryption_algorithm"]
    _check(algorithm, GCM, key)
    given = _Gcm.load(algorithm["parameters"].dump())
    attributes = content["auth_attrs"]
    proven = b"\x31" + attributes.dump()[1:] if attributes else None
    data = bytes(inner["encrypted_content"]) + bytes(content["mac"])
    if len(bytes(content["mac"])) != TAG:
        raise ValueError("short tag")
    return AESGCM(key).decrypt(given["nonce"].native, data, proven)


def _from_cbc(inner: Any, key: bytes) -> bytes:
    algorithm = inner["content_encryption_algorithm"]
    _check(algorithm, CBC, key)
    vector = core.OctetString.load(algorithm["parameters"].dump()).native
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    padded = cipher.update(bytes(inner["encrypted_content"])) + cipher.finalize()
    unpadder = PKCS7(BLOCK * 8).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def _check(algorithm: Any, known: Sequence[str], key: bytes) -> None:
    name = algorithm["algorithm"].native
    if name not in known or int(name[3:6]) != len(key) * 8:
        raise ValueError(name)


def _with_gcm(entity: bytes, key: bytes, infos: list[Any]) -> Any:
    nonce = secrets.token_bytes(NONCE)
    made = AESGCM(key).encrypt(nonce, entity, None)
    given = _Gcm({"nonce": nonce, "tag_length": TAG})
    content = {
        "version": "v0",
        "recipient_infos": infos,
        "auth_encrypted_content_info": _content("aes256_gcm", given, made[:-TAG]),
        "mac": made[-TAG:],
    }
    return cms.ContentInfo({"content_type": PROVEN_SEAL, "content": cms.AuthEnvelopedData(content)})


def _with_cbc(entity: bytes, key: bytes, infos: list[Any]) -> Any:
    vector = secrets.token_bytes(BLOCK)
    padder = PKCS7(BLOCK * 8).padder()
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    made = cipher.update(padder.update(entity) + padder.finalize()) + cipher.finalize()
    agreed = any(one.name == "kari" for one in infos)
    content = {
        "version": "v2" if agreed else "v0",
        "recipient_infos": infos,
        "encrypted_content_info": _content("aes256_cbc", core.OctetString(vector), made),
    }
    return cms.ContentInfo({"content_type": PLAIN_SEAL, "content": cms.EnvelopedData(content)})


def _content(name: str, parameters: Any, made: bytes) -> Any:
    number = algos.EncryptionAlgorithmId(name).dotted
    algorithm = _Algorithm({"algorithm": number, "parameters": parameters})
    return cms.EncryptedContentInfo(
        {
            "content_type": "data",
            "content_encryption_algorithm": algos.EncryptionAlgorithm.load(algorithm.dump()),
            "encrypted_content": made,
        }
    )


class _Algorithm(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields: ClassVar[list[Any]] = [
        ("algorithm", core.ObjectIdentifier),
        ("parameters", core.Any),
    ]
