"""A Flask app as users have it: their models, a page of their own, and the blueprint beside them."""

import os

from flask import Flask
from sqlalchemy import BigInteger, Integer, String, Text, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import mediaop.flask


class Base(DeclarativeBase):
    """The user's tables."""


class DouyinAwemeSummary(Base):
    """A snapshot of a video."""

    __tablename__ = "douyin_aweme_summary"
    aweme_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    update_ts: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sec_uid: Mapped[str | None] = mapped_column(String(255))
    nickname: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    create_time: Mapped[int | None] = mapped_column(BigInteger)
    digg_count: Mapped[int] = mapped_column(Integer, default=0)
    collect_count: Mapped[int] = mapped_column(Integer, default=0)
    share_count: Mapped[int] = mapped_column(Integer, default=0)
    comment_count: Mapped[int] = mapped_column(Integer, default=0)
    play_count: Mapped[int] = mapped_column(Integer, default=0)
    product_id: Mapped[str | None] = mapped_column(String(255))
    product_title: Mapped[str | None] = mapped_column(Text)


class ProductInfo(Base):
    """A product and its category."""

    __tablename__ = "product_info"
    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(String(255), unique=True)
    title: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    category2: Mapped[str | None] = mapped_column(Text)


def create_app(url: str | None = None, url_prefix: str = "/api", page_prefix: str = "/page") -> Flask:
    """Give the app over the database that the environment names."""
    app = Flask(__name__)
    engine = create_engine(url or os.environ["SHOP_DB"])
    app.register_blueprint(mediaop.flask.blueprint(engine, url_prefix=url_prefix))
    app.register_blueprint(mediaop.flask.page_blueprint(url_prefix=page_prefix, api_prefix=url_prefix))

    @app.get("/")
    def shop() -> dict[str, int]:
        with Session(engine) as session:
            return {"snapshots": session.scalar(select(func.count()).select_from(DouyinAwemeSummary)) or 0}

    return app
