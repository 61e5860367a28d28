"""A Flask app with every answer below /api, and the page below /mediaop. Run it: SHOP_DB=sqlite:///shop.db flask --app flask_app run"""

import os

import sqlalchemy
from flask import Flask

import mediaop.flask

app = Flask(__name__)
engine = sqlalchemy.create_engine(os.environ["SHOP_DB"])
app.register_blueprint(mediaop.flask.blueprint(engine, refresh_at=["06:00", "14:00"]))
app.register_blueprint(mediaop.flask.page_blueprint())
