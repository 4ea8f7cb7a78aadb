"""One server process of the bench: `python -m bench.child_server PORT NOW`, on the database of WHALE_DATABASE_URL, beginning at NOW."""

import sys

from whale_desktop.app.places import database_url
from whale_desktop.app.server import application_of, settle
from whale_desktop.app.services import open_services
from whale_desktop.kernel.clock import OffsetClock, parse_moment
from whale_desktop.kernel.logs import configure_server_logs
from whale_desktop.server.serving import serve
from whale_desktop.server.settings import ServerSettings

configure_server_logs()
settings = ServerSettings(port=int(sys.argv[1]))
services = open_services(database_url(), OffsetClock(parse_moment(sys.argv[2])))
settle()
serve(application_of(services, settings), settings)
services.database.close()
