-- Linkage models that were handed in, which of them is in use (none: the one that is shipped), and what was tried or done with them.
create table khop.linkage_model (
    model_version varchar(100) primary key,
    content       varchar not null,
    added_by      varchar(200) not null,
    added_at      timestamp with time zone not null,
    -- the first of the two people who activate it
    proposed_by   varchar(200)
);

create table khop.model_in_use (
    model_version varchar(100) not null
);

create table khop.model_run (
    run_number    bigint generated always as identity primary key,
    kind          varchar(16) not null,
    model_version varchar(100) not null,
    -- the model that was in use when it began
    against       varchar(100) not null,
    state         varchar(16) not null,
    phase         varchar(16) not null,
    -- the last record that is done in this phase
    last_record   varchar(24),
    records       bigint not null,
    joins         bigint not null,
    splits        bigint not null,
    reviews       bigint not null,
    changes       bigint not null,
    started_by    varchar(200) not null,
    second_by     varchar(200),
    started_at    timestamp with time zone not null,
    updated_at    timestamp with time zone not null,
    worker        varchar(64),
    failure       varchar(500)
);

create table khop.model_finding (
    run_number     bigint not null references khop.model_run (run_number),
    finding        integer not null,
    kind           varchar(16) not null,
    persons        varchar not null,
    record_groups  varchar not null,
    source_a       varchar(24) not null,
    source_b       varchar(24) not null,
    bits_before    double precision not null,
    bits_after     double precision not null,
    primary key (run_number, finding)
);
