-- What was counted of messages that repeat themselves, so that a visit uses a code once: a digest of facility, patient, visit and code, by a secret key where the database has one. Forgotten some months later.
create table khop.code_use_once (
    once_key varchar(64) not null primary key,
    counted_on date not null
);
create index code_use_once_day on khop.code_use_once (counted_on);
