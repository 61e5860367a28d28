-- METRICS 5, "as now": what has no history. Latest known wins; at one millisecond the greater.

CREATE OR REPLACE TABLE video_now AS
SELECT aweme_id,
       arg_max(title, (update_ts, title)) FILTER (title IS NOT NULL) AS title,
       arg_max(nickname, (update_ts, nickname)) FILTER (nickname IS NOT NULL) AS own_nickname,
       arg_max(aweme_url, (update_ts, aweme_url)) FILTER (aweme_url IS NOT NULL) AS aweme_url,
       arg_max(cover_url, (update_ts, cover_url)) FILTER (cover_url IS NOT NULL) AS cover_url,
       coalesce(arg_max(sec_uid, (update_ts, sec_uid)) FILTER (sec_uid IS NOT NULL),
                arg_max(creator_hash, (update_ts, creator_hash))
                    FILTER (creator_hash IS NOT NULL)) AS creator_id
FROM accepted GROUP BY aweme_id;

CREATE OR REPLACE TABLE creator AS
WITH told AS (
    SELECT coalesce(sec_uid, creator_hash) AS creator_id, update_ts AS ts, nickname, avatar,
           NULL AS fans
    FROM accepted WHERE coalesce(sec_uid, creator_hash) IS NOT NULL
    UNION ALL
    SELECT known(user_id), coalesce(TRY_CAST(last_modify_ts AS BIGINT), 0),
           known(nickname), known(avatar),
           CASE WHEN counter_kind(fans) = 'number' AND counter_amount(fans) >= 0
                THEN counter_amount(fans)::BIGINT END
    FROM raw_creator WHERE known(user_id) IS NOT NULL
),
carried AS (
    SELECT coalesce(sec_uid, creator_hash) AS creator_id, min(day) AS first_day
    FROM accepted GROUP BY 1
),
listed AS (SELECT DISTINCT known(user_id) AS creator_id FROM raw_creator),
ids AS (
    SELECT creator_id FROM carried WHERE creator_id IS NOT NULL
    UNION SELECT creator_id FROM listed WHERE creator_id IS NOT NULL
),
latest AS (
    SELECT creator_id,
           arg_max(nickname, (ts, nickname)) FILTER (nickname IS NOT NULL) AS nickname,
           arg_max(avatar, (ts, avatar)) FILTER (avatar IS NOT NULL) AS avatar,
           arg_max(fans, (ts, fans)) FILTER (fans IS NOT NULL) AS fans
    FROM told GROUP BY creator_id
)
SELECT ids.creator_id, nickname, avatar, fans, first_day,
       listed.creator_id IS NOT NULL AS in_table
FROM ids
LEFT JOIN latest USING (creator_id)
LEFT JOIN carried USING (creator_id)
LEFT JOIN listed USING (creator_id);

CREATE OR REPLACE TABLE product AS
WITH told AS (
    SELECT product_id,
           arg_max(product_title, (update_ts, product_title))
               FILTER (product_title IS NOT NULL) AS product_title,
           arg_max(price, (update_ts, price)) FILTER (price IS NOT NULL) AS price,
           arg_max(sales, (update_ts, sales)) FILTER (sales IS NOT NULL) AS sales,
           min(update_ts) AS first_ts, min(day) AS first_day
    FROM accepted WHERE product_id IS NOT NULL GROUP BY product_id
),
catalog AS (
    SELECT known(product_id) AS product_id, known(title) AS title, known(brand) AS brand,
           known(category) AS category,
           CASE WHEN known(category) IS NOT NULL THEN known(category2) END AS category2
    FROM raw_product WHERE known(product_id) IS NOT NULL
)
SELECT coalesce(c.product_id, t.product_id) AS product_id,
       coalesce(c.title, t.product_title) AS product_title,
       c.brand, c.category, c.category2, t.price, t.sales, t.first_ts, t.first_day,
       c.product_id IS NOT NULL AS in_catalog
FROM catalog c FULL JOIN told t ON c.product_id = t.product_id;
