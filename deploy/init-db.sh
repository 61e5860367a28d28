# The image sources this when it makes an empty database, behind the schema `shop` and the user `crawler`, who
# may write it. mediaop may read it, and has a schema of its own; `crawler` too, whose imports it logs there.
mediaop_password=$(cat /run/secrets/mediaop_password)
docker_process_sql <<SQL
CREATE DATABASE mediaop;
CREATE USER mediaop IDENTIFIED BY '$(docker_sql_escape_string_literal "$mediaop_password")';
GRANT SELECT ON shop.* TO mediaop;
GRANT ALL ON mediaop.* TO mediaop, crawler;
SQL
unset mediaop_password
