-- What is wrong in single records by what their present version says, for clerks to look at; and what they dismissed of it.
create table khop.record_issue (
    source_id   varchar(24) not null references khop.source_record (source_id),
    kind        varchar(32) not null,
    -- of what is wrong: another one is asked about although the former was dismissed
    fingerprint varchar(64) not null,
    dismissed   boolean not null,
    primary key (source_id, kind)
);
