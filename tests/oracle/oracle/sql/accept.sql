-- METRICS 2: from the raw text of every row to accepted rows and their counters.

CREATE OR REPLACE TABLE metric AS
SELECT unnest(['digg', 'collect', 'share', 'comment', 'play', 'recommend', 'admire']) AS metric,
       unnest(range(7)) AS rank;

CREATE OR REPLACE MACRO plain(x) AS
    translate(lower(trim(x)), '０１２３４５６７８９，．＋', '0123456789,.+');

CREATE OR REPLACE MACRO counter_kind(x) AS CASE
    WHEN x IS NULL THEN 'missing'
    WHEN regexp_full_match(x, '[0-9]{1,18}') THEN 'number'
    WHEN plain(x) IN ('', 'none', '-') THEN 'missing'
    WHEN regexp_full_match(plain(x), '[+-]?[0-9][0-9,]*(\.[0-9]+)?[千万亿kwmb]?') THEN 'number'
    WHEN regexp_matches(plain(x), '[0-9]') AND regexp_matches(plain(x), '[+~]|以上') THEN 'inexact'
    ELSE 'not_a_number' END;

CREATE OR REPLACE MACRO counter_unit(x) AS CASE right(plain(x), 1)
    WHEN '千' THEN 1000 WHEN 'k' THEN 1000
    WHEN '万' THEN 10000 WHEN 'w' THEN 10000
    WHEN 'm' THEN 1000000
    WHEN '亿' THEN 100000000
    WHEN 'b' THEN 1000000000
    ELSE 1 END;

CREATE OR REPLACE MACRO counter_amount(x) AS CASE
    WHEN regexp_full_match(x, '[0-9]{1,18}') THEN x::DECIMAL(38, 6)
    ELSE TRY_CAST(regexp_replace(plain(x), '[,千万亿kwmb]', '', 'g') AS DECIMAL(26, 6))
         * counter_unit(x) END;

CREATE OR REPLACE TEMP TABLE counter AS
WITH text AS (
    SELECT row_id, replace(name, '_count', '') AS metric, text
    FROM (UNPIVOT raw ON digg_count, collect_count, share_count, comment_count,
                         play_count, recommend_count, admire_count
          INTO NAME name VALUE text)
),
amount AS (
    SELECT row_id, metric, counter_kind(text) AS kind,
           CASE WHEN counter_kind(text) = 'number' THEN counter_amount(text) END AS amount
    FROM text
)
SELECT row_id, metric, kind, amount,
       kind = 'not_a_number'
         OR kind = 'number' AND (amount IS NULL OR amount <> floor(amount)
                                 OR abs(amount) > 9223372036854775807) AS unreadable,
       kind = 'number' AND amount < -1 AS negative,
       CASE WHEN kind <> 'number' OR amount = -1 THEN NULL
            WHEN amount = 0 AND metric IN ('play', 'recommend', 'admire') THEN NULL
            ELSE TRY_CAST(amount AS BIGINT) END AS count
FROM amount;

CREATE OR REPLACE TEMP TABLE dated AS
WITH checked AS (
    SELECT row_id,
           bool_or(unreadable) AS unreadable,
           bool_or(negative) AS negative,
           bool_and(coalesce(count, 0) = 0) AS nothing
    FROM counter GROUP BY row_id
),
numbers AS (
    SELECT raw.*,
           CASE WHEN regexp_full_match(trim(raw.aweme_id), '[+-]?[0-9]+')
                THEN TRY_CAST(trim(raw.aweme_id) AS BIGINT) END AS video,
           CASE WHEN regexp_full_match(trim(raw.update_ts), '[+-]?[0-9]+')
                THEN TRY_CAST(trim(raw.update_ts) AS HUGEINT) END AS ts,
           CASE WHEN regexp_full_match(trim(raw.create_time), '[+-]?[0-9]+')
                THEN TRY_CAST(trim(raw.create_time) AS HUGEINT) END AS created,
           coalesce(unreadable, false) AS unreadable,
           coalesce(negative, false) AS negative,
           coalesce(nothing, true) AS nothing
    FROM raw LEFT JOIN checked USING (row_id)
),
seen AS (
    SELECT n.*, c.day
    FROM numbers n ASOF LEFT JOIN calendar c ON n.ts >= c.start_ms
)
SELECT s.*, CASE WHEN s.created > 0 THEN c.day END AS created_on
FROM seen s ASOF LEFT JOIN calendar c ON s.created * 1000 >= c.start_ms;

CREATE OR REPLACE TABLE judged AS
SELECT *, CASE
    WHEN aweme_id IS NULL OR trim(aweme_id) IN ('', 'None', '-') THEN 'aweme_id_missing'
    WHEN video IS NULL THEN 'aweme_id_not_a_whole_number'
    WHEN video <= 0 THEN 'aweme_id_not_positive'
    WHEN ts IS NULL THEN 'update_ts_missing'
    WHEN ts < 100000000000 THEN 'update_ts_in_seconds'
    WHEN ts >= 100000000000000 THEN 'update_ts_in_microseconds'
    WHEN trim(create_time) <> '' AND created IS NULL THEN 'create_time_not_a_number'
    WHEN created > 100000000000 THEN 'create_time_in_milliseconds'
    WHEN unreadable THEN 'counter_not_a_number'
    WHEN negative THEN 'counter_negative'
    WHEN day < created_on THEN 'before_publication'
    END AS reason
FROM dated;

CREATE OR REPLACE MACRO known(x) AS nullif(regexp_replace(x, '^\s+|\s+$', '', 'g'), '');

CREATE OR REPLACE TABLE accepted AS
SELECT row_id, video AS aweme_id, ts::BIGINT AS update_ts, day,
       CASE WHEN created > 0 THEN created::BIGINT END AS create_time, created_on,
       known(sec_uid) AS sec_uid, known(creator_hash) AS creator_hash,
       known(nickname) AS nickname, known(avatar) AS avatar, known(title) AS title,
       known(aweme_url) AS aweme_url, known(cover_url) AS cover_url,
       known(product_id) AS product_id, known(product_title) AS product_title,
       known(price) AS price, known(sales) AS sales,
       attributes_only OR nothing AND created_on IS DISTINCT FROM day AS blank
FROM judged WHERE reason IS NULL;
