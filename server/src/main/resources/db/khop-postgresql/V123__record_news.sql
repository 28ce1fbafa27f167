-- Which versions became present in which transaction, so that each server's index hears what all of them have committed. A number of a sequence would not do: who takes the
-- higher one may commit first. A snapshot says of every transaction whether its work is seen. Rows older than an hour are deleted, and the one row below says up to where.
create table khop.record_news (
    transaction bigint not null default pg_current_xact_id()::text::bigint,
    source_id   varchar(24) not null,
    version     integer not null,
    at          timestamp with time zone not null default now()
);
create index record_news_transaction on khop.record_news (transaction);

create table khop.record_news_kept (
    since bigint not null
);
insert into khop.record_news_kept (since) values (0);
