"""Where the recogniser's model lies; looked up without loading anything."""

from importlib.util import find_spec
from pathlib import Path

MODEL_FILE = Path("models") / "PP-OCRv6_rec_small.onnx"
PACKAGES = ("rapidocr", "onnxruntime", "cv2")


class RecogniserMissing(RuntimeError):
    """RapidOCR with its model, ONNX Runtime or OpenCV is not installed."""


def model_path() -> Path:
    """Path of the recognition model in RapidOCR's package; RecogniserMissing where something is lacking."""
    found = {name: find_spec(name) for name in PACKAGES}
    missing = [name for name, spec in found.items() if spec is None]
    if missing:
        raise RecogniserMissing(f"not installed: {', '.join(missing)}")
    package = found["rapidocr"]
    path = Path(package.origin or "").parent / MODEL_FILE if package else MODEL_FILE
    if not path.is_file():
        raise RecogniserMissing(f"rapidocr brings no {MODEL_FILE.name}")
    return path
