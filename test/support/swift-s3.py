"""OpenStack Swift with its S3 API in one process on loopback, for tests: account, container, object (in memory) and proxy server.

Arguments: an empty folder, the port of the S3 API, key id, secret. Prints "ready", and ends when its input does.
"""

import os
import sys

import eventlet

eventlet.monkey_patch()

# pylint: disable=wrong-import-position
import eventlet.wsgi  # noqa: E402
from swift.common import utils  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402

folder, port, key_id, secret = sys.argv[1:5]
DEVICE = "d1"


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def listen(on=0):
    return eventlet.listen(("127.0.0.1", int(on)), backlog=512)


def ring(name, sock):
    builder = RingBuilder(1, 1, 0)
    builder.add_dev(
        {
            "id": 0,
            "region": 1,
            "zone": 1,
            "weight": 1,
            "ip": "127.0.0.1",
            "port": sock.getsockname()[1],
            "device": DEVICE,
            "meta": "",
        }
    )
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, name + ".ring.gz"))


class Quiet:
    def write(self, *_args):
        pass

    def flush(self):
        pass


def serve(sock, app):
    eventlet.spawn(eventlet.wsgi.server, sock, app, log=Quiet(), debug=False, max_size=200)


devices = os.path.join(folder, "devices")
os.makedirs(os.path.join(devices, DEVICE))
write("swift.conf", "[swift-hash]\nswift_hash_path_suffix = tests\n[storage-policy:0]\nname = gold\ndefault = yes\n")
utils.set_swift_dir(folder)
utils.validate_configuration()

sockets = {name: listen() for name in ("account", "container", "object")}
for name, sock in sockets.items():
    ring(name, sock)

from swift.account import server as account  # noqa: E402
from swift.common import wsgi  # noqa: E402
from swift.container import server as container  # noqa: E402
from swift.obj import mem_server  # noqa: E402

storage = {"devices": devices, "mount_check": "false", "swift_dir": folder, "log_level": "CRITICAL"}
serve(sockets["account"], account.AccountController(storage))
serve(sockets["container"], container.ContainerController(storage))
serve(sockets["object"], mem_server.ObjectController(storage))

proxy = write(
    "proxy-server.conf",
    f"""
[DEFAULT]
swift_dir = {folder}
log_level = CRITICAL
[pipeline:main]
pipeline = catch_errors gatekeeper listing_formats bulk s3api tempauth copy slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 5
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_{key_id.replace(":", "_")} = {secret} .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:symlink]
use = egg:swift#symlink
""",
)


class Cache:
    """In the place of memcached, which Swift asks for: it remembers nothing."""

    def get(self, *_args, **_more):
        return None

    def set(self, *_args, **_more):
        return None

    delete = set

    def incr(self, _key, delta=1, **_more):
        return delta


app = wsgi.loadapp(proxy)
cache = Cache()


def with_cache(env, start_response):
    env["swift.cache"] = cache
    return app(env, start_response)


serve(listen(port), with_cache)
print("ready", flush=True)
eventlet.tpool.execute(sys.stdin.read)
os._exit(0)
