"""The Flask application: the vendors' blueprints, the admin API, and what leads nowhere."""

from __future__ import annotations

from collections.abc import Callable

import flask

from mockserver.web.blueprint import admin_blueprint, blueprint_of
from mockserver.web.lane import Lane, routes_of_map
from mockserver.web.target import Application, read_once
from mockserver.web.unmatched import register_unmatched
from mockserver.web.world import World


def application_of(world: World, ended: Callable[[Application], Application]) -> flask.Flask:
    """The application that serves these parts; ``ended`` carries out endings where the server does not."""
    app = flask.Flask("mockserver", static_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.extensions["mockserver"] = world
    for vendor in world.vendors.values():
        app.register_blueprint(blueprint_of(vendor, world))
    app.register_blueprint(admin_blueprint(world))
    register_unmatched(app, world)
    app.wsgi_app = ended(read_once(app.wsgi_app))  # type: ignore[assignment, method-assign]
    app.extensions["mockserver.lane"] = Lane(routes_of_map(app), lambda: app.wsgi_app)
    return app
