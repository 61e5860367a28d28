-- Two creators, four products (one with an id that a path has to encode), five videos.
CREATE TABLE douyin_aweme_summary (
  aweme_id BIGINT NOT NULL, update_ts BIGINT NOT NULL, sec_uid VARCHAR(255), nickname TEXT, title TEXT, create_time BIGINT,
  digg_count INTEGER NOT NULL DEFAULT 0, collect_count INTEGER NOT NULL DEFAULT 0, share_count INTEGER NOT NULL DEFAULT 0,
  comment_count INTEGER NOT NULL DEFAULT 0, play_count INTEGER NOT NULL DEFAULT 0, product_id VARCHAR(255),
  product_title TEXT, price INTEGER, sales INTEGER, PRIMARY KEY (aweme_id, update_ts));
CREATE TABLE product_info (
  id INTEGER PRIMARY KEY, product_id VARCHAR(255) NOT NULL UNIQUE, title TEXT, brand TEXT, category TEXT, category2 TEXT,
  created_at DATETIME, updated_at DATETIME);
CREATE TABLE dy_creator (
  id INTEGER PRIMARY KEY, user_id VARCHAR(255), nickname TEXT, avatar TEXT, fans TEXT, last_modify_ts BIGINT);
CREATE TABLE douyin_aweme (
  id INTEGER PRIMARY KEY, user_id VARCHAR(255), sec_uid VARCHAR(255), short_user_id VARCHAR(255),
  user_unique_id VARCHAR(255), nickname TEXT, aweme_id BIGINT, title TEXT, create_time BIGINT, liked_count TEXT,
  comment_count TEXT, share_count TEXT, collected_count TEXT, aweme_url TEXT, last_modify_ts BIGINT);

-- 2026-03-09 08:30 and 20:30, 2026-03-10 08:30 and 20:30 in Asia/Shanghai.
INSERT INTO douyin_aweme_summary (aweme_id, update_ts, sec_uid, nickname, title, create_time, digg_count, collect_count,
  share_count, comment_count, product_id, product_title, price, sales) VALUES
  (7310000000000000001, 1773016200000, 'lily', '莉莉', '口红试色', 1772337600, 1000, 100, 40, 9, 'p1', '口红', 9900, 12),
  (7310000000000000001, 1773059400000, 'lily', '莉莉', '口红试色', 1772337600, 1100, 110, 45, 9, 'p1', '口红', 9900, 13),
  (7310000000000000001, 1773102600000, 'lily', '莉莉', '口红试色', 1772337600, 1150, 115, 45, 12, 'p1', '口红', 9900, 15),
  (7310000000000000001, 1773145800000, 'lily', '莉莉', '口红试色', 1772337600, 1300, 140, 60, 15, 'p1', '口红', 8900, 19),
  (7310000000000000002, 1773016200000, 'ming', '小明', '=1+1 "坚果", 便宜', 1773000000, 500, 20, 7, 1, 'p2', '坚果', 1990, 4),
  (7310000000000000002, 1773059400000, 'ming', '小明', '=1+1 "坚果", 便宜', 1773000000, 580, 25, 9, 1, 'p2', '坚果', 1990, 4),
  (7310000000000000002, 1773102600000, 'ming', '小明', '=1+1 "坚果", 便宜', 1773000000, 600, 26, 9, 2, 'p2', '坚果', 1990, 5),
  (7310000000000000002, 1773145800000, 'ming', '小明', '=1+1 "坚果", 便宜', 1773000000, 590, 26, 12, 2, 'p2', '坚果', 1990, 5),
  (7310000000000000003, 1773145800000, 'ming', '小明', '礼盒', 1773140000, 80, 8, 3, 0, 'a/b c+中', '礼盒', 100, 1),
  (7310000000000000004, 1773102600000, 'lily', '莉莉', '面霜', 1773090000, 50, 5, 0, 0, 'p4', '面霜', NULL, NULL),
  (7310000000000000004, 1773145800000, 'lily', '莉莉', '面霜', 1773090000, 70, 9, 1, 1, 'p4', '面霜', NULL, NULL),
  (7310000000000000005, 1773145800000, 'ming', '小明', '日常', 1773140000, 33, 1, 1, 1, NULL, NULL, NULL, NULL),
  (7310000000000000006, 1773145800, 'ming', '小明', 'a row in seconds', 1773140000, 1, 1, 1, 1, NULL, NULL, NULL, NULL);
INSERT INTO product_info (product_id, title, brand, category, category2, updated_at) VALUES
  ('p1', '口红', '春', '美妆', '彩妆', '2026-03-01 10:00:00'), ('p2', '坚果', NULL, '食品', '零食', '2026-03-01 10:00:00'),
  ('a/b c+中', '礼盒', NULL, '食品', '礼盒', '2026-03-01 10:00:00'), ('p4', '面霜', '春', '美妆', '护肤', NULL);
INSERT INTO dy_creator (user_id, nickname, fans, last_modify_ts) VALUES ('lily', '莉莉', '12.3w', 1773145800000), ('ming', '小明', '-', NULL);
INSERT INTO douyin_aweme (user_id, sec_uid, short_user_id, user_unique_id, aweme_id, liked_count, last_modify_ts, aweme_url) VALUES
  ('1042', 'lily', 'both', 'lily.shop', 7310000000000000001, '1.3w', 1773145800000, 'https://example.invalid/1'),
  ('1043', 'ming', 'both', 'ming.shop', 7310000000000000002, '600', 1773145800000, NULL);
