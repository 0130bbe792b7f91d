"""Reading characters off pixels, with the models that come inside the library's wheel.

- Every model is named by its path, so that nothing is ever looked for on a network. Without the library, or without
  one of its models, there is no engine.
- One thread: the process that reads is one of several, and is forked from one that is ready.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

try:
    import cv2
    import rapidocr
except ImportError:
    _OCR: Any = None
else:
    _OCR = rapidocr

Pixels: TypeAlias = NDArray[np.uint8]

_DETECTION, _RECOGNITION = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_DETECTED_AT = 1280  # pixels of the longer side: a character of 16 points on A4 has 24 of them there
_LARGEST = 4000


class NoEngine(Exception):
    """The library or its models are not here."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of characters: how sure each is on average, from 0 to 1, and where it stands, in pixels."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def upended(self) -> bool:
        """Whether it runs from top to bottom, or the page lies on its side."""
        return self.bottom - self.top > self.right - self.left and len(self.text) > 1


def read(pixels: Pixels) -> list[Line]:
    """The lines in a picture of height x width x blue, green, red. Raises NoEngine."""
    found = _engine()(np.ascontiguousarray(pixels))
    if found.boxes is None or not len(found.boxes):
        return []
    lines = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        across, down = [float(x) for x, _ in box], [float(y) for _, y in box]
        lines.append(Line(str(text), float(score), min(across), min(down), max(across), max(down)))
    return lines


def ready() -> None:
    """Load the models now. Raises NoEngine."""
    drawn = np.full((64, 320, 3), 255, np.uint8)
    drawn[24:40, 20:300:8] = 0
    _engine()(drawn)


@cache
def _engine() -> Any:
    if _OCR is None:
        raise NoEngine
    folder = Path(str(_OCR.__file__)).parent / "models"
    detection, recognition = folder / _DETECTION, folder / _RECOGNITION
    if not (detection.is_file() and recognition.is_file()):
        raise NoEngine
    cv2.setNumThreads(0)
    return _OCR.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.model_root_dir": str(folder),
            "Global.use_cls": False,  # it would need a third model, and reading both ways round is as good
            "Global.text_score": 0.0,
            "Global.max_side_len": _LARGEST,
            "Det.model_path": str(detection),
            "Det.limit_type": "max",
            "Det.limit_side_len": _DETECTED_AT,
            "Rec.model_path": str(recognition),
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
