"""`zhengxun agent`: the terminal's program, put together here with the words and the style sheets of the product.

- Without an act it serves its pages; `envelope` and `open` use the terminal's device once (app/envelopes.py).
"""

import argparse
import socket
from pathlib import Path

from agent import main, settings
from agent.holder import Holder
from agent.service import Service
from agent.settings import HOST, Settings
from agent.watch import Watch
from app import envelopes, subcommands
from app import settings as app_settings
from app.runtime import sees_markings, self_test
from app.subcommands import Act
from app.templating import environment, message
from crypto.devices import registry
from kernel.errors import StartRefused

ACTS = (
    Act("envelope", envelopes.envelope_arguments, envelopes.envelope),
    Act("open", envelopes.open_arguments, envelopes.opened),
)
ASSETS = Path(__file__).resolve().parent / "static"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said on the command line."""
    for name in ("service", "device", "port"):
        parser.add_argument(f"--{name}")
    subcommands.add(parser, ACTS, "agent.act", required=False)


def run(args: argparse.Namespace, chosen: app_settings.Settings) -> int:
    """Serve until stopped, or do the act that was named."""
    return subcommands.run(ACTS, args, chosen) if args.act else _serve(args)


def _serve(args: argparse.Namespace) -> int:
    chosen = settings.read({"service": args.service, "device": args.device, "port": args.port})
    self_test()
    sees_markings()
    _check_port(chosen)
    watch = Watch(Holder(lambda: registry.open(chosen.device)), Service(chosen.service))
    print(message("agent.serving", address=chosen.address, service=chosen.service), flush=True)
    return 0 if main.serve(main.build(chosen, watch, environment(), ASSETS), chosen) else 1


def _check_port(chosen: Settings) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, chosen.port))
        except OSError as error:
            raise StartRefused("agent.port_taken", port=chosen.port) from error
