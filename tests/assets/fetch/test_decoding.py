"""Bodies packed for the way, in any pieces, and those that only claim to be."""

import gzip
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.fetch.decoding import decoded
from assets.fetch.errors import Passing, Refused


def _bare(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKINGS = {
    "gzip": gzip.compress,
    "x-gzip": lambda data: gzip.compress(data[:7]) + gzip.compress(data[7:]) + b"\x00" * 9,
    "Deflate": zlib.compress,
    "deflate": _bare,
    "": bytes,
    "identity": bytes,
    "UTF-8": bytes,
}


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


@given(st.binary(max_size=3000), st.integers(1, 400), st.sampled_from(sorted(PACKINGS)))
def test_what_was_packed_comes_out_whatever_the_pieces(data: bytes, size: int, packing: str) -> None:
    packed = PACKINGS[packing](data)
    assert b"".join(decoded(_pieces(packed, size), packing, 3000)) == data


def test_a_bomb_takes_no_more_memory_than_allowed() -> None:
    bomb = gzip.compress(b"\x00" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(Refused) as caught:
        for _ in decoded([bomb], "gzip", 5_000_000):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.reason_code == "too_large"
    assert peak < 3_000_000


@pytest.mark.parametrize(("packing", "data"), [("gzip", b"<html>"), ("deflate", b"\xff\xff\xff")])
def test_what_is_not_packed_as_it_says_is_refused(packing: str, data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        b"".join(decoded([data], packing, 100))
    assert caught.value.reason_code == "encoding"


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_packed_body_without_its_end_is_truncated(packing: str) -> None:
    with pytest.raises(Passing) as caught:
        b"".join(decoded([PACKINGS[packing](b"a page" * 50)[:-5]], packing, 1000))
    assert caught.value.reason_code == "truncated"
