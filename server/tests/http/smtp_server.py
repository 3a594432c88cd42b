"""A real mail server that can be made to misbehave: what it does is in the recipient's name.

accept@  takes the message         slow@   takes it after a second
refuse@  answers 550 for good      defer@  answers 451 for now
stall@   never answers             drop@   closes the connection after the message, without a word

Usage: smtp_server.py FOLDER [--auth USER:PASSWORD] [--tls CERTIFICATE KEY]
Prints its port. Writes every message that it takes to FOLDER, one file each.
"""

import argparse
import asyncio
import itertools
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, folder):
        self.folder = folder
        self.numbers = itertools.count(1)

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "refuse":
            return "550 5.1.1 no such mailbox"
        if name == "defer":
            return "451 4.3.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "stall":
            await asyncio.sleep(3600)
        if name == "drop":
            server.transport.abort()
            return "250 never sent"
        if name == "slow":
            await asyncio.sleep(1)
        number = next(self.numbers)
        (self.folder / f"{number:03}.eml").write_bytes(envelope.original_content)
        return "250 2.0.0 taken"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--auth")
    parser.add_argument("--tls", nargs=2)
    arguments = parser.parse_args()

    context = None
    if arguments.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*arguments.tls)

    def check(server, session, envelope, mechanism, data):
        shown = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=shown == arguments.auth, handled=False)

    handler = Handler(arguments.folder)

    def session():
        return SMTP(
            handler,
            hostname="localhost",
            tls_context=context,
            require_starttls=context is not None,
            authenticator=check if arguments.auth else None,
            auth_required=arguments.auth is not None,
            auth_require_tls=context is not None,
        )

    async def serve():
        server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(serve())


main()
