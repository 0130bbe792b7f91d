"""WeasyPrint, warm: `PYTHON bench/peers/weasy.py`, one path of an HTML file a line in; seconds and pages out, as JSON.

Alone on purpose: it runs in an environment of its own, where nothing of the project is installed.
"""

import json
import sys
import time

import weasyprint
from weasyprint.text.fonts import FontConfiguration


def main() -> None:
    fonts = FontConfiguration()
    print(json.dumps({"version": weasyprint.__version__}), flush=True)
    for line in sys.stdin:
        with open(line.strip(), encoding="utf-8") as file:  # noqa: PTH123 - the shortest that works anywhere
            text = file.read()
        clock, processor = time.perf_counter(), time.process_time()
        rendered = weasyprint.HTML(string=text).render(font_config=fonts)
        data = rendered.write_pdf(pdf_variant="pdf/a-2b")
        spent = {"clock": time.perf_counter() - clock, "processor": time.process_time() - processor}
        print(json.dumps({**spent, "pages": len(rendered.pages), "bytes": len(data)}), flush=True)


if __name__ == "__main__":
    main()
