-- What a clerk has to look at. Kept when it is done, with who did it and what came of it.
create table khop.task (
    task_id       varchar(24) primary key,
    type          varchar(16) not null,
    state         varchar(16) not null,
    -- grows with each change of the row, so that nobody decides on what was not seen
    version       integer not null,
    source_a      varchar(24) not null references khop.source_record (source_id),
    source_b      varchar(24) not null references khop.source_record (source_id),
    bits          double precision not null,
    cause         varchar(24) not null,
    opened_at     timestamp with time zone not null,
    updated_at    timestamp with time zone not null,
    assignee      varchar(200),
    until         timestamp with time zone,
    reason        varchar(40) not null,
    note          varchar(500) not null,
    first_verdict varchar(16),
    first_by      varchar(200),
    outcome       varchar(16),
    decided_by    varchar(200),
    change_number bigint references khop.change (change_number)
);
create index task_order on khop.task (state, opened_at, task_id);
create index task_a on khop.task (source_a);
create index task_b on khop.task (source_b);
