//! The user's tables: which columns a row of each has, and where it goes.

use std::path::PathBuf;

use mediaop_core::{Cell, DatasetBuilder, Rejection};
use mediaop_server::table_rows::{
    CREATOR_COLUMNS, PRODUCT_COLUMNS, SNAPSHOT_COLUMNS, VIDEO_COLUMNS, push_creator, push_product, push_snapshot,
    push_video,
};
use pyo3::prelude::*;

use crate::errors::invalid;

/// A table that rows belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// `douyin_aweme_summary`.
    Snapshots,
    /// `douyin_aweme`, whose rows are snapshots.
    Videos,
    /// `douyin_aweme` beside a filled `douyin_aweme_summary`: attributes alone.
    VideoAttributes,
    /// `product_info`.
    Products,
    /// `dy_creator`.
    Creators,
}

impl Table {
    pub(crate) fn named(name: &str) -> PyResult<Self> {
        Ok(match name {
            "snapshots" => Table::Snapshots,
            "videos" => Table::Videos,
            "video_attributes" => Table::VideoAttributes,
            "products" => Table::Products,
            "creators" => Table::Creators,
            _ => {
                return Err(invalid(format!(
                    "unknown table {name:?}: expected snapshots, videos, video_attributes, products or creators"
                )));
            }
        })
    }

    /// The columns that a row is made of.
    pub(crate) fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Snapshots => &SNAPSHOT_COLUMNS,
            Table::Videos | Table::VideoAttributes => &VIDEO_COLUMNS,
            Table::Products => &PRODUCT_COLUMNS,
            Table::Creators => &CREATOR_COLUMNS,
        }
    }

    /// The columns without which there is no row.
    pub(crate) fn key(self) -> &'static [&'static str] {
        match self {
            Table::Snapshots => &["aweme_id", "update_ts"],
            Table::Videos | Table::VideoAttributes => &["aweme_id", "last_modify_ts"],
            Table::Products => &["product_id"],
            Table::Creators => &["user_id"],
        }
    }

    /// Adds a row whose cells stand in the order of [`columns`](Table::columns).
    pub(crate) fn push<'a>(
        self,
        builder: &mut DatasetBuilder,
        cell: impl Fn(usize) -> Cell<'a>,
    ) -> Result<(), Rejection> {
        match self {
            Table::Snapshots => push_snapshot(builder, cell),
            Table::Videos => push_video(builder, cell, false),
            Table::VideoAttributes => push_video(builder, cell, true),
            Table::Products => {
                push_product(builder, cell);
                Ok(())
            }
            Table::Creators => {
                push_creator(builder, cell);
                Ok(())
            }
        }
    }
}

/// The columns that rows of a table are made of; others are passed over.
#[pyfunction]
pub(crate) fn table_columns(table: &str) -> PyResult<Vec<&'static str>> {
    Ok(Table::named(table)?.columns().to_vec())
}

/// The table that rows of a file belong to, by their columns.
#[pyfunction]
pub(crate) fn recognise(columns: Vec<String>, file: PathBuf) -> PyResult<&'static str> {
    Ok(match mediaop_server::table_of(&file, &columns).map_err(invalid)? {
        "douyin_aweme_summary" => "snapshots",
        "douyin_aweme" => "videos",
        "product_info" => "products",
        _ => "creators",
    })
}
